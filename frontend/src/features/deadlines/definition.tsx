import { formatDay, today } from '@/lib/dates';
import { t } from '@/lib/i18n';
import { define } from '@/resource/definition';
import { resource } from '@/resource/resource';
import { enumOptions } from '@/resource/words';
import { StatusBadge } from '@/ui/StatusBadge';

const ns = 'deadlines';
export const regimes = ['ordinary', 'simplified', 'small', 'undetermined'] as const;
const scopes = ['all', 'ordinary', 'simplified', 'small'] as const;

const years = () => {
  const next = new Date().getFullYear() + 1;
  return Array.from({ length: next - 2024 }, (_, back) => String(next - back)).map((year) => ({
    value: year,
    label: year,
  }));
};

type Dated = { effective_date: string; planned?: boolean };
const dayText = ({ effective_date, planned }: Dated) =>
  planned ? t(`${ns}:planned-day`, { day: formatDay(effective_date) }) : formatDay(effective_date);

export const definition = define({
  resource: resource('/deadlines', '/deadlines/{id}'),
  ns,
  path: '/scadenze',
  create: ['deadline:write'],
  defaultSort: 'date',
  title: ({ title, year }) => `${title}, ${year}`,
  formats: { year: String },
  columns: [
    { name: 'title', sort: 'title', show: ({ title }) => title },
    { name: 'effective_date', sort: 'date', show: dayText },
    { name: 'legal_date' },
    { name: 'applies_to' },
    { name: 'source_act' },
  ],
  views: [
    { id: 'next', query: { from: today() } },
    { id: 'all', query: {} },
  ],
  sameList: true,
  searchIn: ['all'],
  filters: [
    { name: 'year', kind: 'many', useOptions: years },
    { name: 'regime', kind: 'one', useOptions: () => enumOptions(ns, 'regime', regimes) },
  ],
  sections: [
    {
      id: '',
      fields: [
        { name: 'effective_date', show: dayText },
        { name: 'legal_date', maybe: true },
        { name: 'source_act', maybe: true },
        { name: 'applies_to' },
        { name: 'product', maybe: true },
        { name: 'note', maybe: true },
        { name: 'year' },
        { name: 'code' },
      ],
    },
  ],
  badge: ({ planned }) => planned && <StatusBadge tone="warning">{t(`${ns}:planned`)}</StatusBadge>,
  actions: { archive: { reason: true } },
  form: {
    defaults: { year: String(new Date().getFullYear() + 1), applies_to: 'all' },
    sections: [
      {
        id: '',
        fields: [
          { name: 'title', kind: 'text', required: true, full: true, maxLength: 200 },
          { name: 'code', kind: 'text', required: true, maxLength: 60 },
          { name: 'year', kind: 'number', required: true, min: 2013, max: 2100 },
          { name: 'legal_date', kind: 'date' },
          { name: 'effective_date', kind: 'date', required: true },
          { name: 'planned', kind: 'checkbox', full: true },
          { name: 'source_act', kind: 'text', full: true, maxLength: 500 },
          {
            name: 'applies_to',
            kind: 'select',
            required: true,
            useOptions: () => enumOptions(ns, 'applies_to', scopes),
          },
          { name: 'product', kind: 'textarea', full: true, maxLength: 500 },
          { name: 'note', kind: 'textarea', full: true, maxLength: 1000 },
        ],
      },
    ],
  },
});
