import type { Schemas } from '@/api/client';
import { codedName, municipalityName, vocabularies } from '@/api/reference';
import { t } from '@/lib/i18n';
import { define, type FieldDef, type FormValues } from '@/resource/definition';
import { municipalityOptions, useOwnMunicipalityOptions, vocabularyOptions } from '@/resource/options';
import { resource } from '@/resource/resource';
import { enumOptions } from '@/resource/words';
import { StatusBadge, type Tone } from '@/ui/StatusBadge';
import { InThePlan } from './InThePlan';
import { PhasesField } from './PhasesField';
import { RisksField } from './RisksField';

const ns = 'measure-adoptions';
const statuses = () =>
  enumOptions(ns, 'status', [
    'planned',
    'in_progress',
    'implemented',
    'partly_implemented',
    'not_implemented',
    'not_applicable',
  ]);
const tones: Record<string, Tone> = {
  planned: 'neutral',
  in_progress: 'info',
  implemented: 'success',
  partly_implemented: 'warning',
  not_implemented: 'danger',
  not_applicable: 'neutral',
};

const Status = ({ status }: { status: string }) => (
  <StatusBadge tone={tones[status]}>{t(`${ns}:value.status.${status}`)}</StatusBadge>
);

const scopes = () => enumOptions(ns, 'scope', ['general', 'specific']);
const own = (values: FormValues) => !values.measure;
const unexplained = ({ status }: FormValues) =>
  status === 'not_implemented' || status === 'not_applicable' || status === 'partly_implemented';

const risks: FieldDef = {
  name: 'risks',
  kind: 'custom',
  full: true,
  render: (input) => <RisksField {...input} />,
};
const motivation: FieldDef = { name: 'motivation', kind: 'textarea', full: true, maxLength: 4000 };
const withRisks = (body: FormValues) => ({ ...body, risks: (body.risks as string[]).map(Number) });

export const definition = define({
  resource: resource('/measure-adoptions', '/measure-adoptions/{id}'),
  ns,
  path: '/misure-adottate',
  create: ['plan:write'],
  defaultSort: '-updated_at',
  title: ({ measure, title }) => (measure ? `${measure} ${title}` : title),
  formats: {
    municipality: (code) => municipalityName(String(code)),
    municipality_code: (code) => municipalityName(String(code)),
    measure: (code) => codedName(vocabularies().measures, String(code)),
    measure_code: (code) => codedName(vocabularies().measures, String(code)),
    type: (code) => codedName(vocabularies().measure_types, String(code)),
    type_code: (code) => codedName(vocabularies().measure_types, String(code)),
    risks: (id) => t(`${ns}:risk-number`, { id: String(id) }),
    risk_id: (id) => t(`${ns}:risk-number`, { id: String(id) }),
  },
  columns: [
    { name: 'title', sort: 'title', show: ({ measure, title }) => (measure ? `${measure} ${title}` : title) },
    { name: 'municipality' },
    { name: 'status', show: (row) => <Status status={row.status} /> },
    {
      name: 'complete',
      sort: 'complete',
      numeric: true,
      show: ({ complete }) => t(`${ns}:completeness.score`, { score: complete }),
    },
    { name: 'updated_at', sort: 'updated_at' },
  ],
  filters: [
    { name: 'municipality', kind: 'many', useOptions: municipalityOptions },
    { name: 'status', kind: 'many', useOptions: statuses },
    { name: 'type', kind: 'many', useOptions: vocabularyOptions('measure_types') },
    { name: 'measure', kind: 'many', useOptions: vocabularyOptions('measures') },
    { name: 'scope', kind: 'one', useOptions: scopes },
    {
      name: 'incomplete',
      kind: 'one',
      useOptions: () => [{ value: 'true', label: t(`${ns}:only-incomplete`) }],
    },
  ],
  sections: [
    {
      id: '',
      fields: [
        { name: 'municipality' },
        { name: 'measure', maybe: true },
        { name: 'type' },
        { name: 'scope' },
        { name: 'description', maybe: true },
        { name: 'motivation', maybe: true },
        { name: 'reason', maybe: true },
      ],
    },
    {
      id: 'attributes',
      fields: [
        { name: 'responsible' },
        { name: 'indicator' },
        { name: 'baseline', maybe: true },
        { name: 'target' },
        { name: 'current_value', maybe: true },
        { name: 'performance_goal', maybe: true },
      ],
    },
  ],
  badge: (row) => <Status status={row.status} />,
  after: (row) => <InThePlan row={row} />,
  actions: { archive: { reason: true }, copies: { hidden: true } },
  newForm: {
    sections: [
      {
        id: 'which',
        fields: [
          { name: 'municipality', kind: 'select', required: true, useOptions: useOwnMunicipalityOptions },
          {
            name: 'measure',
            kind: 'select',
            useOptions: vocabularyOptions('measures'),
            useEmpty: () => t(`${ns}:own`),
          },
          { name: 'title', kind: 'text', required: true, full: true, maxLength: 300, when: own },
          {
            name: 'type',
            kind: 'select',
            required: true,
            useOptions: vocabularyOptions('measure_types'),
            when: own,
          },
        ],
      },
      { id: 'why', fields: [risks, motivation] },
    ],
    toNew: (body) => withRisks(body) as unknown as Schemas['MeasureAdoptionNew'],
  },
  form: {
    sections: [
      {
        id: 'what',
        fields: [
          { name: 'title', kind: 'text', required: true, full: true, maxLength: 300 },
          { name: 'type', kind: 'select', required: true, useOptions: vocabularyOptions('measure_types') },
          { name: 'scope', kind: 'select', required: true, useOptions: scopes },
          { name: 'description', kind: 'textarea', full: true, maxLength: 4000 },
          risks,
        ],
      },
      {
        id: 'phases',
        fields: [
          { name: 'phases', kind: 'custom', full: true, render: (input) => <PhasesField {...input} /> },
        ],
      },
      {
        id: 'attributes',
        fields: [
          { name: 'responsible', kind: 'text', full: true, maxLength: 200 },
          { name: 'indicator', kind: 'text', full: true, maxLength: 500 },
          { name: 'baseline', kind: 'text', maxLength: 200 },
          { name: 'target', kind: 'text', maxLength: 200 },
          { name: 'current_value', kind: 'text', maxLength: 200 },
          { name: 'performance_goal', kind: 'text', maxLength: 300 },
        ],
      },
      {
        id: 'state',
        fields: [
          { name: 'status', kind: 'select', required: true, useOptions: statuses },
          { name: 'reason', kind: 'textarea', full: true, maxLength: 4000, when: unexplained },
          motivation,
        ],
      },
    ],
    toEdit: (body) => withRisks(body) as unknown as Schemas['MeasureAdoptionEdit'],
  },
});
