import { api } from '@/api/client';
import { municipalityName } from '@/api/reference';
import { t } from '@/lib/i18n';
import { formatNumber, formatShare } from '@/lib/numbers';
import { DataTable } from '@/ui/DataTable';
import { Fold } from '@/ui/Fold';
import { ProblemAlert } from '@/ui/ProblemAlert';

export type Move = { code: string; from: string; to: string };
type MovesProps = { moves: Move[]; nameFrom: (code: string) => string; nameTo: (code: string) => string };

/** Who moves from where to where. */
export function Moves({ moves, nameFrom, nameTo }: MovesProps) {
  if (!moves.length) return <p>{t('zone-sets:design.moves-none')}</p>;
  return (
    <ul>
      {moves.map(({ code, from, to }) => (
        <li key={code}>
          {t('zone-sets:design.move-line', {
            name: municipalityName(code),
            from: nameFrom(from),
            to: nameTo(to),
          })}
        </li>
      ))}
    </ul>
  );
}

/** The saved design and the operational set side by side. */
export function Comparison({ id }: { id: number }) {
  const { data, error } = api.useQuery('get', '/zone-sets/{id}/comparison', { params: { path: { id } } });
  if (!data) return <ProblemAlert problem={error} />;
  const find = (side: typeof data.this, code?: string) => side.zones.find((zone) => zone.code === code);
  const named = (side: typeof data.this) => (code: string) => {
    const zone = find(side, code);
    return zone ? `${zone.code} ${zone.name}` : t('zone-sets:design.no-zone');
  };
  const both = (show: (figures: NonNullable<ReturnType<typeof find>>['figures']) => string) => {
    return ({ this: mine, with: other }: (typeof data.pairs)[number]) =>
      [find(data.with, other), find(data.this, mine)]
        .map((zone) => (zone ? show(zone.figures) : t('ui:empty-value')))
        .join(' → ');
  };
  const label = (name: string) => t(`zone-sets:composition.${name}`);
  return (
    <Fold title={t('zone-sets:design.compare', { name: data.with.set_name })}>
      <p>{t('zone-sets:design.compare-note')}</p>
      <DataTable
        caption={t('zone-sets:design.compare', { name: data.with.set_name })}
        rows={data.pairs}
        keyOf={(pair) => `${pair.this}/${pair.with}`}
        columns={[
          {
            name: 'zone',
            label: label('zone'),
            show: (pair) => `${named(data.with)(pair.with ?? '')} → ${named(data.this)(pair.this ?? '')}`,
          },
          { name: 'n', label: label('municipalities'), show: both((f) => formatNumber(f.municipalities)) },
          { name: 'people', label: label('population'), show: both((f) => formatNumber(f.population)) },
          { name: 'ef', label: label('peripheral'), show: both((f) => formatShare(f.peripheral_share, 0)) },
        ]}
      />
      <Moves
        moves={data.moves.map(({ municipality, from = '', to = '' }) => ({ code: municipality, from, to }))}
        nameFrom={named(data.with)}
        nameTo={named(data.this)}
      />
    </Fold>
  );
}
