import { t } from '@/lib/i18n';
import { define, type FieldDef } from '@/resource/definition';
import { useGroupOptions } from '@/resource/options';
import { resource } from '@/resource/resource';
import { enumOptions, rowNumber } from '@/resource/words';
import { AppLink } from '@/ui/AppLink';
import { StatusBadge } from '@/ui/StatusBadge';
import { GroupMembers } from './GroupMembers';

const ns = 'organisation';
const kinds = [
  'steering',
  'secretariat',
  'working_group',
  'zone_coordinators',
  'thematic_table',
  'invited',
] as const;

const term: FieldDef[] = [
  { name: 'from', kind: 'date', required: true },
  { name: 'to', kind: 'date' },
  { name: 'act_kind', kind: 'text', maxLength: 80 },
  { name: 'act_number', kind: 'text', maxLength: 40 },
  { name: 'act_date', kind: 'date' },
];

export const definition = define({
  resource: resource('/project-groups', '/project-groups/{id}'),
  ns,
  path: '/organigramma',
  create: ['organisation:write'],
  defaultSort: 'position',
  title: (group) => group.name,
  columns: [
    { name: 'name', sort: 'name' },
    { name: 'kind' },
    { name: 'parent_name' },
    { name: 'members', numeric: true },
    { name: 'from', sort: 'from' },
    { name: 'to' },
  ],
  filters: [
    { name: 'kind', kind: 'many', useOptions: () => enumOptions(ns, 'kind', kinds) },
    { name: 'active_on', kind: 'date' },
  ],
  sections: [
    {
      id: '',
      fields: [
        { name: 'kind' },
        { name: 'purpose', maybe: true },
        {
          name: 'parent_id',
          maybe: true,
          show: ({ parent_id, parent_name }) =>
            parent_id && <AppLink to={`/organigramma/${parent_id}`}>{parent_name}</AppLink>,
        },
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
  after: (group) => <GroupMembers group={group} />,
  actions: { members: { hidden: true }, archive: { reason: true } },
  formats: { parent_id: rowNumber },
  form: {
    defaults: { position: 1 },
    sections: [
      {
        id: '',
        fields: [
          {
            name: 'kind',
            kind: 'select',
            required: true,
            createOnly: true,
            useOptions: () => enumOptions(ns, 'kind', kinds),
          },
          { name: 'name', kind: 'text', required: true, maxLength: 120 },
          {
            name: 'parent_id',
            kind: 'select',
            numeric: true,
            useOptions: () => useGroupOptions(),
            useEmpty: () => t(`${ns}:at-the-top`),
          },
          { name: 'position', kind: 'number', required: true, min: 1, max: 999 },
          { name: 'purpose', kind: 'textarea', full: true, maxLength: 2000 },
        ],
      },
      { id: 'act', fields: term },
    ],
  },
});
