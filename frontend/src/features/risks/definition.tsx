import { municipalityName } from '@/api/reference';
import { useSession } from '@/api/session';
import { t } from '@/lib/i18n';
import { define, type FieldDef } from '@/resource/definition';
import { municipalityOptions, useOwnMunicipalityOptions, vocabularyOptions } from '@/resource/options';
import { RiskEvaluations } from '@/resource/RiskEvaluations';
import { resource } from '@/resource/resource';
import { enumOptions } from '@/resource/words';
import { AppLink } from '@/ui/AppLink';
import { StatusBadge, type Tone } from '@/ui/StatusBadge';
import { Advice } from './Advice';
import { counted } from './facets';
import { Recurrence } from './Recurrence';
import { Versions } from './Versions';
import { worded } from './words';

const ns = 'risks';
const choices = (field: string, codes: readonly string[]) => () => enumOptions(ns, field, codes);

const states = choices('state', ['draft', 'proposed', 'in_validation', 'validated', 'superseded']);
export const typologies = choices('typology', [
  'abuse',
  'omission',
  'delay',
  'leak',
  'conflict',
  'falsification',
  'favouritism',
  'capture',
  'waste',
]);
const tones: Record<string, Tone> = {
  draft: 'warning',
  proposed: 'info',
  in_validation: 'info',
  validated: 'success',
  superseded: 'neutral',
  local: 'info',
};

const State = ({ state }: { state: string }) => (
  <StatusBadge tone={tones[state]}>{t(`${ns}:value.state.${state}`)}</StatusBadge>
);

const pending = () => [{ value: 'true', label: t(`${ns}:only-pending`) }];
const managements = choices('management', [
  'direct',
  'union',
  'convention',
  'cuc',
  'srr',
  'district',
  'contract',
  'in_house',
]);

/** Who keeps the catalogue may leave the municipality out; the others write for their own. */
function useRiskOwners() {
  const { can } = useSession();
  const own = useOwnMunicipalityOptions();
  return can('local-risk:write') ? own : [];
}

/** What leaving the municipality out means: nothing, for who only writes for one. */
const useNoOwner = () => t(useSession().can('catalogue:write') ? `${ns}:catalogue-entry` : 'ui:multi.choose');

const entryLink = ({ adopted_id, adopted_code }: { adopted_id?: number; adopted_code?: string }) =>
  adopted_id ? <AppLink to={`/rischi/${adopted_id}`}>{adopted_code ?? ''}</AppLink> : '';

const registerLink = ({ municipality }: { municipality?: string }) =>
  municipality ? (
    <>
      {municipalityName(municipality)}{' '}
      <AppLink to={`/registro/${municipality}`}>{t(`${ns}:its-register`)}</AppLink>
    </>
  ) : (
    ''
  );

/** The words of a risk: the same in the catalogue, in a municipality and when an entry is adopted. */
export const words: FieldDef[] = [
  { name: 'process', kind: 'text', required: true, maxLength: 200 },
  { name: 'typology', kind: 'select', useOptions: typologies },
  { name: 'event', kind: 'textarea', required: true, full: true, maxLength: 500 },
  { name: 'description', kind: 'textarea', full: true, maxLength: 4000 },
  { name: 'enabling_factors', kind: 'multi', useOptions: vocabularyOptions('enabling_factors') },
  { name: 'measures', kind: 'multi', useOptions: vocabularyOptions('measures') },
  { name: 'red_flags', kind: 'lines', full: true },
];

export const motivation: FieldDef = { name: 'motivation', kind: 'textarea', full: true, maxLength: 4000 };

export const area: FieldDef = {
  name: 'area',
  kind: 'select',
  required: true,
  useOptions: vocabularyOptions('risk_areas'),
};
export const applicability: FieldDef = { name: 'applicability', kind: 'text', full: true, maxLength: 500 };

export const definition = define({
  resource: resource('/risks', '/risks/{id}'),
  ns,
  path: '/rischi',
  create: ['local-risk:write', 'catalogue:write'],
  title: (risk) => (risk.code ? `${risk.code} ${risk.event}` : risk.event),
  formats: worded.formats,
  columns: [
    { name: 'event', show: (risk) => risk.event },
    { name: 'area' },
    { name: 'updated_at', sort: 'updated_at' },
  ],
  searchIn: ['catalogue', 'local'],
  views: [
    {
      id: 'catalogue',
      query: { scope: 'catalogue', sort: 'code' },
      defaultSort: 'code',
      columns: [
        { name: 'event', show: (risk) => risk.event },
        { name: 'code', sort: 'code', show: (risk) => risk.code },
        { name: 'area' },
        { name: 'process' },
        { name: 'typology' },
        { name: 'state', show: (risk) => <State state={risk.state} /> },
        { name: 'updated_at', sort: 'updated_at' },
      ],
    },
    {
      id: 'local',
      query: { scope: 'local' },
      read: 'local-risk:read',
      defaultSort: '-updated_at',
      columns: [
        { name: 'event', show: (risk) => risk.event },
        { name: 'municipality' },
        { name: 'area' },
        { name: 'process' },
        { name: 'adopted_code' },
        { name: 'updated_at', sort: 'updated_at' },
      ],
    },
  ],
  filters: [
    { name: 'area', kind: 'many', useOptions: counted('area', vocabularyOptions('risk_areas')) },
    { name: 'municipality', kind: 'many', useOptions: municipalityOptions },
    { name: 'state', kind: 'many', useOptions: counted('state', states) },
    { name: 'typology', kind: 'many', useOptions: counted('typology', typologies) },
    { name: 'factor', kind: 'many', useOptions: counted('factor', vocabularyOptions('enabling_factors')) },
    { name: 'measure', kind: 'many', useOptions: counted('measure', vocabularyOptions('measures')) },
    { name: 'pending', kind: 'one', read: 'local-risk:read', useOptions: pending },
    { name: 'management', kind: 'many', read: 'local-risk:read', useOptions: managements },
    { name: 'process', kind: 'text' },
  ],
  sections: [
    {
      id: '',
      fields: [
        { name: 'code', maybe: true },
        { name: 'note', maybe: true },
        { name: 'municipality', maybe: true, show: registerLink },
        { name: 'adopted_code', maybe: true, show: entryLink },
        { name: 'area' },
        { name: 'process' },
        { name: 'event' },
        { name: 'description' },
        { name: 'typology' },
      ],
    },
    {
      id: 'treatment',
      fields: [
        { name: 'enabling_factors' },
        { name: 'red_flags' },
        { name: 'measures' },
        { name: 'applicability' },
        { name: 'motivation', maybe: true },
      ],
    },
  ],
  badge: (risk) => <State state={risk.state} />,
  after: (risk) => (
    <>
      <Recurrence risk={risk} />
      {risk.municipality && <RiskEvaluations risk={risk.id} editable={risk.actions.includes('edit')} />}
      <Advice risk={risk} />
    </>
  ),
  tabs: [
    {
      id: 'versioni',
      when: ({ published }) => !!published,
      show: ({ id }) => <Versions id={id} />,
    },
  ],
  actions: {
    adoption: { address: 'adotta' },
    revision: { address: 'aggiorna' },
    copies: { address: 'copia' },
    proposal: { address: 'proponi' },
    validation: { address: 'convalida' },
    return: { reason: true },
    archive: { reason: true },
  },
  form: {
    sections: [
      {
        id: 'what',
        fields: [
          {
            name: 'municipality',
            kind: 'select',
            createOnly: true,
            useOptions: useRiskOwners,
            useEmpty: useNoOwner,
          },
          area,
          ...words,
        ],
      },
      { id: 'context', fields: [applicability, motivation] },
    ],
  },
});
