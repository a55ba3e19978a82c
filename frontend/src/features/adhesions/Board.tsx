import { t } from '@/lib/i18n';
import { adhesionText } from '@/resource/adhesion';
import { type MapTone, TerritoryMap } from '@/ui/map/TerritoryMap';
import { StateTiles } from '@/ui/StateTiles';
import { type Tile, waitText } from './words';

/** What a colour says: how far, not how good. */
const phases: { id: string; tone: MapTone; states: string[] }[] = [
  { id: 'outside', tone: 0, states: ['not_contacted', 'declined', 'withdrawn'] },
  { id: 'contact', tone: 1, states: ['contacted', 'draft_sent', 'interested'] },
  { id: 'act', tone: 3, states: ['proposal_filed', 'act_adopted', 'published', 'enforceable'] },
  { id: 'protocol', tone: 4, states: ['transmitted', 'protocol_signed'] },
  { id: 'member', tone: 2, states: ['member', 'referent_designated', 'operational'] },
  { id: 'halted', tone: 5, states: ['suspended', 'to_renew'] },
];
const toneOf = (state: string): MapTone => phases.find(({ states }) => states.includes(state))?.tone ?? 0;

const whose = ({ next, waiting }: Tile) =>
  next && waiting ? [`${t(`adhesions:step.${next}.name`)}: ${t(`adhesions:value.waiting.${waiting}`)}`] : [];

export function BoardTiles({ rows }: { rows: Tile[] }) {
  return (
    <>
      <h2 className="visually-hidden">{t('adhesions:view.board')}</h2>
      <StateTiles
        label={t('adhesions:view.board')}
        tiles={rows.map((row) => ({
          key: row.municipality,
          to: `/adesioni/${row.municipality}`,
          title: row.name,
          tone: toneOf(row.state),
          state: adhesionText(row.state),
          lines: [waitText(row.days), ...whose(row)],
          alert: row.overdue ? t('adhesions:overdue') : undefined,
        }))}
      />
    </>
  );
}

export function BoardMap({ rows }: { rows: Tile[] }) {
  return (
    <TerritoryMap
      label={t('adhesions:view.map')}
      legend={phases.map(({ id, tone }) => ({ tone, label: t(`adhesions:phase.${id}`) }))}
      places={rows.map((row) => ({
        code: row.municipality,
        name: row.name,
        value: `${adhesionText(row.state)}, ${waitText(row.days)}`,
        tone: toneOf(row.state),
        to: `/adesioni/${row.municipality}`,
      }))}
    />
  );
}
