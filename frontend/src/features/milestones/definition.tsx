import { api } from '@/api/client';
import { actText } from '@/lib/acts';
import { t } from '@/lib/i18n';
import { formatPeriod } from '@/lib/period';
import { define } from '@/resource/definition';
import { resource } from '@/resource/resource';
import { enumOptions } from '@/resource/words';
import type { Option } from '@/ui/Field';
import { FileLink } from '@/ui/FileLink';
import { OutsideLink } from '@/ui/OutsideLink';
import { StatusBadge } from '@/ui/StatusBadge';
import { contentOf, statusTone, stepName } from './words';

const ns = 'milestones';
const states = ['done', 'in_progress', 'planned'] as const;
const steps = (): Option[] =>
  Array.from({ length: 20 }, (_, index) => ({ value: String(index + 1), label: stepName(index + 1) }));

/** The documents everybody may read. */
function useDocumentOptions(): Option[] {
  const query = { sharing: ['public' as const], sort: 'title', limit: 200 };
  const { data } = api.useQuery('get', '/documents', { params: { query } });
  const items = typeof data === 'object' ? data.items : [];
  return items.map(({ id, title }) => ({ value: String(id), label: title }));
}

export const definition = define({
  resource: resource('/milestones', '/milestones/{id}'),
  ns,
  path: '/percorso',
  create: ['milestone:write'],
  defaultSort: 'date',
  title: (milestone) => milestone.title,
  formats: { step: (step) => stepName(Number(step)) },
  columns: [
    { name: 'title', sort: 'title' },
    { name: 'date', sort: 'date', show: formatPeriod },
    { name: 'step', sort: 'step' },
    { name: 'status' },
    { name: 'act_kind', show: actText },
  ],
  filters: [
    { name: 'step', kind: 'many', useOptions: steps },
    { name: 'status', kind: 'many', useOptions: () => enumOptions(ns, 'status', states) },
  ],
  sections: [
    {
      id: '',
      fields: [
        { name: 'step' },
        { name: 'date', show: formatPeriod },
        { name: 'description', maybe: true },
        { name: 'act_kind', maybe: true },
        { name: 'act_number', maybe: true },
        { name: 'act_date', maybe: true },
        {
          name: 'document_id',
          maybe: true,
          show: ({ document_id, document_title }) =>
            document_title && <FileLink to={contentOf(document_id)}>{document_title}</FileLink>,
        },
        { name: 'url', maybe: true, show: ({ url }) => url && <OutsideLink to={url} /> },
        { name: 'source', maybe: true },
      ],
    },
  ],
  badge: ({ status }) => (
    <StatusBadge tone={statusTone[status]}>{t(`${ns}:value.status.${status}`)}</StatusBadge>
  ),
  actions: { archive: { reason: true } },
  form: {
    defaults: { precision: 'day', step: 2 },
    sections: [
      {
        id: '',
        fields: [
          { name: 'title', kind: 'text', required: true, full: true, maxLength: 200 },
          { name: 'step', kind: 'select', numeric: true, required: true, useOptions: steps },
          {
            name: 'state',
            kind: 'select',
            useOptions: () => enumOptions(ns, 'status', states),
            useEmpty: () => t(`${ns}:by-the-days`),
          },
          { name: 'description', kind: 'textarea', full: true, maxLength: 4000 },
        ],
      },
      {
        id: 'days',
        fields: [
          { name: 'date', kind: 'date', required: true },
          { name: 'date_to', kind: 'date' },
          {
            name: 'precision',
            kind: 'select',
            required: true,
            useOptions: () => enumOptions(ns, 'precision', ['day', 'month', 'year']),
          },
        ],
      },
      {
        id: 'act',
        fields: [
          { name: 'act_kind', kind: 'text', maxLength: 80 },
          { name: 'act_number', kind: 'text', maxLength: 40 },
          { name: 'act_date', kind: 'date' },
          {
            name: 'document_id',
            kind: 'select',
            numeric: true,
            full: true,
            useOptions: useDocumentOptions,
            useEmpty: () => t(`${ns}:no-document`),
          },
          { name: 'url', kind: 'url', full: true, maxLength: 490 },
          { name: 'source', kind: 'text', full: true, maxLength: 500 },
        ],
      },
    ],
  },
});
