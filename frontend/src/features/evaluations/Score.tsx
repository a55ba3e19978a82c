import { t } from '@/lib/i18n';
import { formatNumber } from '@/lib/numbers';
import { Details } from '@/ui/Details';
import { Fold } from '@/ui/Fold';
import { Notice } from '@/ui/Notice';
import { LevelBadge } from './Level';
import { type Evaluation, levelText, type Method } from './words';

/** The bands the level was given in, which later ones do not change; those of today where nobody wrote them down. */
function bandsOf({ bands: own }: Evaluation, { bands }: Method): Method['bands'] {
  const starts = own && { low: 0, medium: own.from_medium, high: own.from_high };
  if (!starts) return bands;
  return bands.map((band, n) => ({
    ...band,
    from: starts[band.level],
    to: bands[n + 1] ? starts[bands[n + 1]!.level] : band.to,
  }));
}

/** What the superseded method makes of the answers, and the bands it is read in. */
export function Score({ row, method }: { row: Evaluation; method: Method }) {
  const bands = bandsOf(row, method);
  const number = (value?: number) => (value === undefined ? '' : formatNumber(value));
  const scale = (options: Method['probability']) =>
    options.map(({ value, text }) => `${value} ${text}`).join(' · ');
  return (
    <div role="status">
      <Details
        below
        items={[
          {
            name: 'probability',
            label: t('evaluations:field.probability'),
            value: number(row.probability),
          },
          { name: 'impact', label: t('evaluations:field.impact'), value: number(row.impact) },
          { name: 'score', label: t('evaluations:field.score'), value: number(row.score) },
          {
            name: 'level',
            label: t('evaluations:field.level'),
            value: row.level && <LevelBadge level={row.level} />,
          },
        ]}
      />
      {row.score === undefined && <p>{t('evaluations:score.waiting')}</p>}
      {row.bands_changed && (
        <Notice tone="warning" title={t('evaluations:score.other-bands')}>
          <p>
            {t(`evaluations:score.other-bands-${row.state}`, {
              medium: formatNumber(method.bands[1]?.from ?? 0),
              high: formatNumber(method.bands[2]?.from ?? 0),
            })}
          </p>
        </Notice>
      )}
      <Fold title={t('evaluations:score.how')}>
        <ul>
          {bands.map(({ level, from, to, to_included }) => (
            <li key={level}>
              {t(to_included ? 'evaluations:score.last-band' : 'evaluations:score.band', {
                level: levelText(level),
                from: formatNumber(from),
                to: formatNumber(to),
              })}
            </li>
          ))}
        </ul>
        <p>{t('evaluations:score.probability', { scale: scale(method.probability) })}</p>
        <p>{t('evaluations:score.impact', { scale: scale(method.impact) })}</p>
      </Fold>
    </div>
  );
}
