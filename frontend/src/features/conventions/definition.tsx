import { municipalityName } from '@/api/reference';
import { t } from '@/lib/i18n';
import { formatNumber } from '@/lib/numbers';
import { define } from '@/resource/definition';
import { municipalityOptions } from '@/resource/options';
import { resource } from '@/resource/resource';
import { StatusBadge, type Tone } from '@/ui/StatusBadge';
import { Members } from './Members';

const ns = 'conventions';
const tones: Record<string, Tone> = { complete: 'success', open: 'warning', ended: 'neutral' };

const state = (row: { state: string; total_percent: number }) => (
  <StatusBadge tone={tones[row.state]}>
    {t(`${ns}:state.${row.state}`, { total: formatNumber(row.total_percent) })}
  </StatusBadge>
);

export const definition = define({
  resource: resource('/conventions', '/conventions/{id}'),
  ns,
  path: '/convenzioni',
  create: ['referent:write'],
  defaultSort: 'name',
  title: ({ name }) => name,
  formats: {
    lead_municipality: (code) => municipalityName(String(code)),
    lead: (code) => municipalityName(String(code)),
  },
  columns: [
    { name: 'name', sort: 'name' },
    { name: 'members', show: ({ members }) => members.map(({ name }) => name).join(', ') },
    { name: 'valid_from', sort: 'valid_from' },
    { name: 'valid_to' },
    { name: 'state', show: state },
  ],
  filters: [
    { name: 'municipality', kind: 'many', useOptions: municipalityOptions },
    { name: 'active_on', kind: 'date' },
  ],
  sections: [
    {
      id: '',
      fields: [
        { name: 'lead_municipality' },
        { name: 'act_kind' },
        { name: 'act_number' },
        { name: 'act_date' },
        { name: 'valid_from' },
        { name: 'valid_to' },
      ],
    },
  ],
  badge: state,
  after: (row) => <Members convention={row} />,
  actions: { archive: { reason: true } },
  form: {
    sections: [
      {
        id: '',
        fields: [
          { name: 'name', kind: 'text', required: true, full: true, maxLength: 160 },
          { name: 'lead_municipality', kind: 'select', full: true, useOptions: municipalityOptions },
          { name: 'act_kind', kind: 'text', maxLength: 80 },
          { name: 'act_number', kind: 'text', maxLength: 40 },
          { name: 'act_date', kind: 'date' },
          { name: 'valid_from', kind: 'date', required: true },
          { name: 'valid_to', kind: 'date' },
        ],
      },
    ],
  },
});
