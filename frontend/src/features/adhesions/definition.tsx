import type { Schemas } from '@/api/client';
import { zoneName } from '@/api/reference';
import { formatDay } from '@/lib/dates';
import { t } from '@/lib/i18n';
import { adhesionOptions, adhesionText, adhesionTone } from '@/resource/adhesion';
import { define } from '@/resource/definition';
import { operationalZoneOptions } from '@/resource/options';
import { type Resource, resource } from '@/resource/resource';
import { enumOptions } from '@/resource/words';
import { StatusBadge } from '@/ui/StatusBadge';
import { BoardMap, BoardTiles } from './Board';
import { dossier } from './fields';
import { type Adhesion, type Tile, waitText } from './words';

const ns = 'adhesions';
const classes = () =>
  ['A', 'B', 'C', 'D', 'E', 'F'].map((value) => ({ value, label: t(`common:inner-area.${value}`) }));
const yes = () => [{ value: 'true', label: t('ui:yes') }];

// Addressed by the municipality's code; nothing creates one but the municipality itself.
type Adhesions = Resource<Tile, Adhesion, unknown, Schemas['AdhesionEdit']>;
const adhesions: Adhesions = {
  ...(resource('/adhesions', '/adhesions/{istat_code}') as unknown as Adhesions),
  keyOf: ({ municipality }) => municipality,
};

export const definition = define({
  resource: adhesions,
  ns,
  path: '/adesioni',
  title: (row) => row.name,
  defaultSort: 'name',
  sameList: true,
  views: [
    { id: 'board', query: {}, limit: 200, show: (rows) => <BoardTiles rows={rows as Tile[]} /> },
    { id: 'map', query: {}, limit: 200, show: (rows) => <BoardMap rows={rows as Tile[]} /> },
    { id: 'table', query: {} },
  ],
  searchIn: [], // a municipality is found among the municipalities
  columns: [
    { name: 'name', sort: 'name' },
    {
      name: 'state',
      show: ({ state, overdue }) => (
        <>
          <StatusBadge tone={adhesionTone(state)}>{adhesionText(state)}</StatusBadge>{' '}
          {overdue && <StatusBadge tone="warning">{t(`${ns}:overdue`)}</StatusBadge>}
        </>
      ),
    },
    { name: 'since', sort: 'since', show: ({ since, days }) => `${formatDay(since)}, ${waitText(days)}` },
    { name: 'next', show: ({ next }) => (next ? t(`${ns}:step.${next}.name`) : '') },
    { name: 'waiting' },
    { name: 'ends_on' },
    { name: 'zone_id', show: ({ zone_id }) => (zone_id ? zoneName(zone_id) : '') },
    { name: 'inner_area_class' },
    { name: 'population', sort: 'population', numeric: true },
  ],
  filters: [
    { name: 'state', kind: 'many', useOptions: adhesionOptions },
    { name: 'zone', kind: 'many', useOptions: operationalZoneOptions },
    { name: 'class', kind: 'many', useOptions: classes },
    {
      name: 'waiting',
      kind: 'one',
      useOptions: () => enumOptions(ns, 'waiting', ['municipality', 'secretariat']),
    },
    { name: 'overdue', kind: 'one', useOptions: yes },
    { name: 'expiring', kind: 'one', useOptions: yes },
    { name: 'protocol_pending', kind: 'one', useOptions: yes },
  ],
  formats: {
    state: (state) => adhesionText(String(state)),
    to_state: (state) => adhesionText(String(state)),
    from_state: (state) => adhesionText(String(state)),
    action: (action) => t(`${ns}:step.${action}.name`),
    annulled_by: () => t('ui:yes'),
    'act.kind': (kind) => t(`${ns}:value.kind.${kind}`),
    'act.session': (value) => t(`${ns}:value.session.${value}`),
    'act.technical_opinion': (value) => t(`${ns}:value.opinion.${value}`),
    'act.accounting_opinion': (value) => t(`${ns}:value.opinion.${value}`),
    'publication.enforceable_reason': (value) => t(`${ns}:value.enforceable_reason.${value}`),
  },
  sections: [],
  form: {
    sections: dossier,
    toEdit: (body, _values, row) => ({
      act: { ...row.act, ...(body.act as object) },
      publication: { ...row.publication, ...(body.publication as object) },
      transmission: { ...row.transmission, ...(body.transmission as object) },
    }),
  },
});
