import { usePeople } from '@/api/people';
import { t } from '@/lib/i18n';
import { define, type FieldDef } from '@/resource/definition';
import { useGroupOptions } from '@/resource/options';
import { resource } from '@/resource/resource';
import { enumOptions } from '@/resource/words';
import { AppLink } from '@/ui/AppLink';
import type { Option } from '@/ui/Field';
import { StatusBadge } from '@/ui/StatusBadge';

const ns = 'project-members';
const roles = () => enumOptions(ns, 'role', ['coordinator', 'deputy', 'secretary', 'member', 'invited']);

/** The groups one can sit in: the zone coordinators are mandates. */
const useSeatOptions = () => useGroupOptions(({ kind }) => kind !== 'zone_coordinators');

const usePersonOptions = (): Option[] =>
  usePeople().map(({ id, given_name, family_name }) => ({
    value: String(id),
    label: `${family_name} ${given_name}`,
  }));

const who = ({ given_name, family_name, office }: Record<string, unknown>): string =>
  [given_name, family_name].filter(Boolean).join(' ') || String(office);

const content: FieldDef[] = [
  { name: 'office', kind: 'text', full: true, maxLength: 160 },
  { name: 'from', kind: 'date', required: true },
  { name: 'to', kind: 'date' },
  { name: 'act_kind', kind: 'text', maxLength: 80 },
  { name: 'act_number', kind: 'text', maxLength: 40 },
  { name: 'act_date', kind: 'date' },
];

export const definition = define({
  resource: resource('/project-members', '/project-members/{id}'),
  ns,
  path: '/componenti',
  create: ['organisation:write'],
  defaultSort: '-from',
  title: (row) => `${who(row)}, ${row.group_name}`,
  formats: { person: String, group: String },
  columns: [
    { name: 'person', show: who },
    { name: 'role' },
    {
      name: 'group_name',
      show: (row) => <AppLink to={`/organigramma/${row.group_id}`}>{row.group_name}</AppLink>,
    },
    { name: 'office' },
    { name: 'from', sort: 'from' },
    { name: 'to' },
  ],
  filters: [
    { name: 'group', kind: 'many', useOptions: useSeatOptions },
    { name: 'role', kind: 'many', useOptions: roles },
    { name: 'active_on', kind: 'date' },
  ],
  sections: [
    {
      id: '',
      fields: [
        {
          name: 'group_name',
          show: (row) => <AppLink to={`/organigramma/${row.group_id}`}>{row.group_name}</AppLink>,
        },
        { name: 'person', maybe: true, show: (row) => row.person && `${row.given_name} ${row.family_name}` },
        { name: 'role' },
        { name: 'office', maybe: true },
        { name: 'from' },
        { name: 'to', maybe: true },
        { name: 'act_kind', maybe: true },
        { name: 'act_number', maybe: true },
        { name: 'act_date', maybe: true },
      ],
    },
  ],
  badge: ({ current }) => (
    <StatusBadge tone={current ? 'success' : 'neutral'}>
      {t(`${ns}:${current ? 'current' : 'past'}`)}
    </StatusBadge>
  ),
  actions: { archive: { reason: true } },
  form: {
    sections: [
      {
        id: 'seat',
        fields: [
          {
            name: 'group_id',
            kind: 'select',
            numeric: true,
            required: true,
            createOnly: true,
            useOptions: useSeatOptions,
          },
          { name: 'role', kind: 'select', required: true, createOnly: true, useOptions: roles },
          {
            name: 'person',
            kind: 'select',
            numeric: true,
            createOnly: true,
            useOptions: usePersonOptions,
            useEmpty: () => t(`${ns}:body`),
          },
          { name: 'succeed', kind: 'checkbox', createOnly: true },
        ],
      },
      { id: 'term', fields: content },
    ],
  },
});
