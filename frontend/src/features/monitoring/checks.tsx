import { municipalityName } from '@/api/reference';
import { t } from '@/lib/i18n';
import { type AnyDefinition, define } from '@/resource/definition';
import { municipalityOptions } from '@/resource/options';
import { pagesOf } from '@/resource/pages';
import { resource } from '@/resource/resource';
import { enumOptions, rowNumber } from '@/resource/words';
import { AppLink } from '@/ui/AppLink';
import { CheckWork } from './CheckWork';
import { Evidence } from './FirstLevel';
import { Found, implementations, roundName, StateBadge, states, suitabilities, whySampled } from './words';

const ns = 'monitoring-checks';

const checks = define({
  resource: resource('/monitoring-checks', '/monitoring-checks/{id}'),
  ns,
  path: '/verifiche',
  defaultSort: 'rank',
  wordless: true,
  title: ({ title }) => title,
  formats: {
    municipality: (code) => municipalityName(String(code)),
    year: String,
    document_id: String,
    adoption_id: rowNumber,
    round_id: rowNumber,
    risk: rowNumber,
  },
  columns: [
    { name: 'title' },
    { name: 'municipality' },
    { name: 'round_id', show: roundName },
    { name: 'sampled', sort: 'rank', show: ({ sampled }) => t(sampled ? 'ui:yes' : 'ui:no') },
    { name: 'state', show: ({ state }) => <StateBadge state={state} /> },
    {
      name: 'implementation',
      show: ({ implementation }) => <Found of="implementation" value={implementation} />,
    },
    { name: 'suitability', show: ({ suitability }) => <Found of="suitability" value={suitability} /> },
  ],
  filters: [
    { name: 'municipality', kind: 'many', useOptions: municipalityOptions },
    { name: 'state', kind: 'many', useOptions: () => enumOptions(ns, 'state', states) },
    {
      name: 'implementation',
      kind: 'many',
      useOptions: () => enumOptions(ns, 'implementation', implementations),
    },
    { name: 'suitability', kind: 'many', useOptions: () => enumOptions(ns, 'suitability', suitabilities) },
    {
      name: 'sampled',
      kind: 'one',
      useOptions: () =>
        ['true', 'false'].map((value) => ({ value, label: t(`${ns}:value.sampled.${value}`) })),
    },
  ],
  sections: [
    {
      id: 'what',
      fields: [
        {
          name: 'adoption_id',
          show: ({ adoption_id, title }) => <AppLink to={`/misure-adottate/${adoption_id}`}>{title}</AppLink>,
        },
        {
          name: 'round_id',
          show: (check) => (
            <AppLink to={`/monitoraggio/${check.round_id}`}>
              {`${municipalityName(check.municipality)}, ${roundName(check)}`}
            </AppLink>
          ),
        },
        { name: 'responsible' },
        { name: 'indicator', maybe: true },
        { name: 'target', maybe: true },
        { name: 'sampled', show: whySampled },
      ],
    },
    {
      id: 'first',
      fields: [
        {
          name: 'implementation',
          show: ({ implementation }) =>
            implementation && <Found of="implementation" value={implementation} />,
        },
        { name: 'value' },
        { name: 'notes' },
        { name: 'office' },
        { name: 'answered_at' },
        { name: 'evidence', show: (check) => check.evidence.length > 0 && <Evidence check={check} /> },
      ],
    },
    {
      id: 'second',
      fields: [
        {
          name: 'confirmed',
          show: ({ confirmed }) => confirmed && <Found of="implementation" value={confirmed} />,
        },
        {
          name: 'suitability',
          show: ({ suitability }) => suitability && <Found of="suitability" value={suitability} />,
        },
        { name: 'findings' },
        { name: 'reviewed_at' },
      ],
    },
  ],
  badge: ({ state }) => <StateBadge state={state} />,
  actions: {
    implementation: { hidden: true },
    review: { hidden: true },
    link: { hidden: true },
  },
  after: (check) => <CheckWork check={check} />,
});

export const { definition, ListPage, DetailPage } = pagesOf(checks as unknown as AnyDefinition); // nobody creates one by hand
