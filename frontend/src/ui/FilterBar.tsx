import type { ReactNode } from 'react';
import { t } from '@/lib/i18n';
import { Button } from './Button';
import { Icon } from './Icon';

export type Chip = { key: string; label: string; remove: () => void };

type Props = { chips: Chip[]; onClear: () => void; children: ReactNode };

/** The filters behind one summary, and a chip for each that is on. */
export function FilterBar({ chips, onClear, children }: Props) {
  return (
    <>
      <details className="filters">
        <summary>{chips.length ? t('ui:filter.some', { count: chips.length }) : t('ui:filter.none')}</summary>
        <div>{children}</div>
      </details>
      {chips.length > 0 && (
        <ul className="chips" aria-label={t('ui:filter.active')}>
          {chips.map(({ key, label, remove }) => (
            <li className="chip" key={key}>
              <span className="chip-label">{label}</span>
              <button type="button" onClick={remove}>
                <Icon name="it-close" />
                <span className="visually-hidden">{t('ui:filter.remove', { label })}</span>
              </button>
            </li>
          ))}
          <li>
            <Button look="link" small onClick={onClear}>
              {t('ui:filter.clear')}
            </Button>
          </li>
        </ul>
      )}
    </>
  );
}
