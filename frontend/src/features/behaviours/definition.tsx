import { codedName, vocabularies } from '@/api/reference';
import { t } from '@/lib/i18n';
import { define } from '@/resource/definition';
import { vocabularyOptions } from '@/resource/options';
import { resource } from '@/resource/resource';
import { enumOptions } from '@/resource/words';
import { StatusBadge, type Tone } from '@/ui/StatusBadge';
import { Analogous } from './Analogous';
import { LinkedRisks, useCatalogueOptions } from './catalogue';

const ns = 'behaviours';
const choices = (field: string, codes: readonly string[]) => () => enumOptions(ns, field, codes);

const states = choices('state', ['draft', 'validated', 'superseded']);
const severities = choices('severity', ['formal', 'organisational', 'disciplinary', 'criminal']);
const contexts = () => enumOptions(ns, 'contexts', vocabularies().contexts);
const tones: Record<string, Tone> = { draft: 'warning', validated: 'success', superseded: 'neutral' };

const State = ({ state }: { state: string }) => (
  <StatusBadge tone={tones[state]}>{t(`${ns}:value.state.${state}`)}</StatusBadge>
);

const linkedRisks = ({ risks }: { risks: string[] }) =>
  risks.length > 0 ? <LinkedRisks codes={risks} /> : '';

export const definition = define({
  resource: resource('/behaviours', '/behaviours/{id}'),
  ns,
  path: '/comportamenti',
  create: ['behaviour:write'],
  defaultSort: 'code',
  title: (row) => `${row.code} ${row.title}`,
  formats: {
    situation: (code) => codedName(vocabularies().situations, String(code)),
    areas: (code) => codedName(vocabularies().risk_areas, String(code)),
    measures: (code) => codedName(vocabularies().measures, String(code)),
    contexts: (code) => t(`${ns}:value.contexts.${code}`),
    risks: String,
  },
  columns: [
    { name: 'title', sort: 'title', show: (row) => row.title },
    { name: 'code', sort: 'code' },
    { name: 'situation' },
    { name: 'severity' },
    { name: 'state', show: (row) => <State state={row.state} /> },
    { name: 'updated_at', sort: 'updated_at' },
  ],
  filters: [
    { name: 'situation', kind: 'many', useOptions: vocabularyOptions('situations') },
    { name: 'context', kind: 'many', useOptions: contexts },
    { name: 'area', kind: 'many', useOptions: vocabularyOptions('risk_areas') },
    { name: 'measure', kind: 'many', useOptions: vocabularyOptions('measures') },
    { name: 'severity', kind: 'many', useOptions: severities },
    { name: 'state', kind: 'many', useOptions: states },
  ],
  sections: [
    {
      id: 'where',
      fields: [{ name: 'situation' }, { name: 'contexts' }, { name: 'areas' }, { name: 'severity' }],
    },
    { id: 'what', fields: [{ name: 'observed' }, { name: 'desired' }] },
    { id: 'then', fields: [{ name: 'measures' }, { name: 'risks', show: linkedRisks }] },
  ],
  badge: (row) => <State state={row.state} />,
  after: (row) => <Analogous id={row.id} />,
  actions: { archive: { reason: true } },
  form: {
    sections: [
      {
        id: 'where',
        fields: [
          { name: 'title', kind: 'text', required: true, full: true, maxLength: 160 },
          { name: 'situation', kind: 'select', required: true, useOptions: vocabularyOptions('situations') },
          { name: 'severity', kind: 'select', useOptions: severities },
          { name: 'contexts', kind: 'multi', useOptions: contexts },
          { name: 'areas', kind: 'multi', useOptions: vocabularyOptions('risk_areas') },
        ],
      },
      {
        id: 'what',
        fields: [
          { name: 'observed', kind: 'textarea', required: true, full: true, maxLength: 2000 },
          { name: 'desired', kind: 'textarea', required: true, full: true, maxLength: 2000 },
        ],
      },
      {
        id: 'then',
        fields: [
          { name: 'measures', kind: 'multi', useOptions: vocabularyOptions('measures') },
          { name: 'risks', kind: 'multi', useOptions: useCatalogueOptions },
        ],
      },
    ],
  },
});
