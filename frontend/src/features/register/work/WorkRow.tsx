import { memo, type ReactNode } from 'react';
import { t } from '@/lib/i18n';
import { AppLink } from '@/ui/AppLink';
import { Icon } from '@/ui/Icon';
import { StatusBadge, type Tone } from '@/ui/StatusBadge';
import type { Row } from './useWork';

const tones: Record<string, Tone> = { low: 'success', medium: 'warning', high: 'danger' };
const stateTones: Record<string, Tone> = { todo: 'neutral', draft: 'warning', confirmed: 'success' };

export const Level = ({ level }: { level?: string }) =>
  level ? <StatusBadge tone={tones[level]}>{t(`register-work:level.${level}`)}</StatusBadge> : null;

type Props = { row: Row; open: boolean; toggle: (risk: number) => void; children?: ReactNode };

/** One event: what is judged of it in a line, and behind it the place to judge. */
export const WorkRow = memo(function WorkRow({ row, open, toggle, children }: Props) {
  const id = `rischio-${row.risk_id}`;
  const state = row.state ?? 'todo';
  return (
    <li className="work-row">
      <button
        type="button"
        className="work-line"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => toggle(row.risk_id!)}
      >
        <Icon name="it-expand" size="sm" />
        <span className="work-event">
          {row.entry && <small>{row.entry} </small>}
          {row.event}
        </span>
        <span className="work-marks">
          <Level level={row.level} />
          {row.superseded && <StatusBadge>{t('register-work:superseded')}</StatusBadge>}
          <StatusBadge tone={stateTones[state]}>{t(`register-work:state.${state}`)}</StatusBadge>
          <small>{t('register-work:measures', { count: row.measures.length })}</small>
        </span>
      </button>
      {row.motivation && !open && <p className="work-motivation">{row.motivation}</p>}
      <div id={id} hidden={!open} className="work-panel">
        {open && (
          <>
            <Facts row={row} />
            {children}
          </>
        )}
      </div>
    </li>
  );
});

function Facts({ row }: { row: Row }) {
  return (
    <dl className="work-facts">
      <dt>{t('register-work:factors')}</dt>
      <dd>{row.factors.join('; ') || t('ui:empty-value')}</dd>
      <dt>{t('register-work:its-measures')}</dt>
      <dd>
        {row.measures.length === 0 && t('register-work:no-measures')}
        <ul>
          {row.measures.map((measure) => (
            <li key={measure.id}>
              <AppLink to={`/misure-adottate/${measure.id}`}>{measure.title}</AppLink>
            </li>
          ))}
        </ul>
        <AppLink to={`/rischi/${row.risk_id}`}>
          {t(row.measures.length ? 'register-work:risk' : 'register-work:advised')}
        </AppLink>
      </dd>
    </dl>
  );
}
