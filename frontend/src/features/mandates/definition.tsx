import { municipalityName, zoneName } from '@/api/reference';
import { t } from '@/lib/i18n';
import { define, type FieldDef } from '@/resource/definition';
import { municipalityOptions, operationalZoneOptions } from '@/resource/options';
import { resource } from '@/resource/resource';
import { enumOptions } from '@/resource/words';
import { AppLink } from '@/ui/AppLink';
import { StatusBadge } from '@/ui/StatusBadge';
import { PersonField } from './PersonField';

const ns = 'mandates';
const roles = () => enumOptions(ns, 'role', ['rpct', 'referent', 'coordinator', 'secretariat', 'observer']);

const term: FieldDef[] = [
  { name: 'act_kind', kind: 'text', maxLength: 80 },
  { name: 'act_number', kind: 'text', maxLength: 40 },
  { name: 'act_date', kind: 'date' },
  { name: 'from', kind: 'date', required: true },
  { name: 'to', kind: 'date' },
];

export const definition = define({
  resource: resource('/mandates', '/mandates/{id}'),
  ns,
  path: '/incarichi',
  create: ['referent:write'],
  defaultSort: '-from',
  title: ({ role, given_name, family_name, municipality, zone_id }) =>
    [
      `${t(`common:role.${role}`)}: ${given_name} ${family_name}`,
      municipality && municipalityName(municipality),
      zone_id && zoneName(zone_id),
    ]
      .filter(Boolean)
      .join(', '),
  formats: {
    municipality: (code) => municipalityName(String(code)),
    zone_id: (id) => zoneName(Number(id)),
    zone: (id) => zoneName(Number(id)),
    person: String,
  },
  columns: [
    { name: 'person', show: (row) => `${row.family_name} ${row.given_name}` },
    { name: 'role' },
    { name: 'municipality' },
    { name: 'zone_id' },
    { name: 'from', sort: 'from' },
    { name: 'to' },
  ],
  filters: [
    { name: 'municipality', kind: 'many', useOptions: municipalityOptions },
    { name: 'zone', kind: 'many', useOptions: operationalZoneOptions },
    { name: 'role', kind: 'many', useOptions: roles },
    { name: 'active_on', kind: 'date' },
  ],
  sections: [
    {
      id: '',
      fields: [
        {
          name: 'person',
          show: (row) => (
            <AppLink to={`/referenti/${row.person}`}>{`${row.given_name} ${row.family_name}`}</AppLink>
          ),
        },
        { name: 'role' },
        { name: 'municipality', maybe: true },
        { name: 'zone_id', maybe: true },
        { name: 'substitute' },
        ...term.map(({ name }) => ({ name })),
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
    toNew: (body) =>
      ({ ...body, person: Number(body.person), zone_id: body.zone_id && Number(body.zone_id) }) as never,
    sections: [
      {
        id: 'post',
        fields: [
          {
            name: 'person',
            kind: 'custom',
            required: true,
            full: true,
            createOnly: true,
            render: (input) => <PersonField {...input} />,
          },
          { name: 'role', kind: 'select', required: true, createOnly: true, useOptions: roles },
          { name: 'municipality', kind: 'select', createOnly: true, useOptions: municipalityOptions },
          { name: 'zone_id', kind: 'select', createOnly: true, useOptions: operationalZoneOptions },
          { name: 'substitute', kind: 'checkbox', createOnly: true },
          { name: 'succeed', kind: 'checkbox', createOnly: true },
        ],
      },
      { id: 'act', fields: term },
    ],
  },
});
