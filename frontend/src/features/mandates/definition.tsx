import { municipalityName, zoneName } from '@/api/reference';
import { t } from '@/lib/i18n';
import { define, type FieldDef, type FormValues } from '@/resource/definition';
import { municipalityOptions, operationalZoneOptions } from '@/resource/options';
import { resource } from '@/resource/resource';
import { enumOptions } from '@/resource/words';
import { AppLink } from '@/ui/AppLink';
import { StatusBadge } from '@/ui/StatusBadge';
import { ConventionField } from './ConventionField';
import { PersonField } from './PersonField';

const ns = 'mandates';
const choices = (field: string, codes: readonly string[]) => () => enumOptions(ns, field, codes);
const municipal = ['rpct', 'secretary', 'commissioner', 'referent'];
const roles = choices('role', [...municipal, 'coordinator', 'secretariat', 'observer']);
const arrangements = ['holder', 'convention', 'regent', 'scavalco', 'vacant'];
const commissions = ['extraordinary', 'ad_acta'];

// Which fields a role needs; the server refuses the others.
const inRole =
  (...wanted: string[]) =>
  ({ role }: FormValues) =>
    wanted.includes(String(role));
const arranged = ({ role, substitute }: FormValues) => role === 'secretary' && !substitute;
const shared = (values: FormValues) => arranged(values) && values.arrangement === 'convention';
const vacant = (values: FormValues) => arranged(values) && values.arrangement === 'vacant';
const seated = (values: FormValues) => inRole(...municipal, 'coordinator')(values);

const term: FieldDef[] = [
  { name: 'act_kind', kind: 'text', maxLength: 80 },
  { name: 'act_number', kind: 'text', maxLength: 40 },
  { name: 'act_date', kind: 'date' },
  { name: 'from', kind: 'date', required: true },
  { name: 'to', kind: 'date' },
  { name: 'share_percent', kind: 'number', min: 0, max: 100, when: shared },
];

type Held = { role: string; arrangement?: string; substitute?: boolean };

/** `Segretario comunale, in convenzione`. */
const roleText = ({ role, arrangement }: Held) =>
  [t(`common:role.${role}`), arrangement && t(`common:arrangement.${arrangement}`)]
    .filter(Boolean)
    .join(', ');

const nameText = (row: { given_name?: string; family_name?: string }) =>
  row.family_name ? `${row.family_name} ${row.given_name}` : t('common:nobody');

export const definition = define({
  resource: resource('/mandates', '/mandates/{id}'),
  ns,
  path: '/incarichi',
  create: ['referent:write'],
  defaultSort: '-from',
  title: ({ role, given_name, family_name, arrangement, municipality, zone_id }) =>
    [
      `${t(`common:role.${role}`)}: ${family_name ? `${given_name} ${family_name}` : t(`common:arrangement.${arrangement}`)}`,
      municipality && municipalityName(municipality),
      zone_id && zoneName(zone_id),
    ]
      .filter(Boolean)
      .join(', '),
  formats: {
    arrangement: (code) => t(`common:arrangement.${code}`),
    replaces: (code) => t(`common:replaces.${code}`),
    municipality: (code) => municipalityName(String(code)),
    zone_id: (id) => zoneName(Number(id)),
    zone: (id) => zoneName(Number(id)),
    person: String,
    share_percent: (value) => `${Number(value).toLocaleString('it-IT')}%`,
  },
  columns: [
    { name: 'person', show: nameText },
    { name: 'role', show: roleText },
    { name: 'municipality' },
    { name: 'zone_id' },
    { name: 'from', sort: 'from' },
    { name: 'to' },
  ],
  filters: [
    { name: 'municipality', kind: 'many', useOptions: municipalityOptions },
    { name: 'zone', kind: 'many', useOptions: operationalZoneOptions },
    { name: 'role', kind: 'many', useOptions: roles },
    {
      name: 'arrangement',
      kind: 'many',
      useOptions: choices('arrangement', [...arrangements, ...commissions]),
    },
    { name: 'active_on', kind: 'date' },
  ],
  sections: [
    {
      id: '',
      fields: [
        {
          name: 'person',
          show: (row) =>
            row.person ? (
              <AppLink to={`/referenti/${row.person}`}>{`${row.given_name} ${row.family_name}`}</AppLink>
            ) : (
              t('common:nobody')
            ),
        },
        { name: 'role' },
        { name: 'arrangement', maybe: true },
        {
          name: 'convention_id',
          maybe: true,
          show: ({ convention_id, convention_name }) =>
            convention_id && <AppLink to={`/convenzioni/${convention_id}`}>{convention_name}</AppLink>,
        },
        { name: 'share_percent', maybe: true },
        { name: 'replaces', maybe: true },
        { name: 'municipality', maybe: true },
        { name: 'zone_id', maybe: true },
        { name: 'substitute' },
        ...term.slice(0, 5).map(({ name }) => ({ name })),
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
    toNew: ({ commission, ...body }) =>
      ({
        ...body,
        arrangement: body.arrangement ?? commission,
        person: body.person ? Number(body.person) : undefined,
        zone_id: body.zone_id && Number(body.zone_id),
        convention_id: body.convention_id ? Number(body.convention_id) : undefined,
        substitute: Boolean(body.substitute),
      }) as never,
    sections: [
      {
        id: 'post',
        fields: [
          { name: 'role', kind: 'select', required: true, createOnly: true, useOptions: roles },
          {
            name: 'substitute',
            kind: 'checkbox',
            createOnly: true,
            when: (values) => seated(values) && !inRole('commissioner')(values) && !vacant(values),
          },
          {
            name: 'arrangement',
            kind: 'select',
            required: true,
            createOnly: true,
            useOptions: choices('arrangement', arrangements),
            when: arranged,
          },
          {
            name: 'commission',
            kind: 'select',
            required: true,
            createOnly: true,
            useOptions: choices('arrangement', commissions),
            when: inRole('commissioner'),
          },
          {
            name: 'person',
            kind: 'custom',
            required: true,
            createOnly: true,
            when: (values) => !vacant(values),
            render: (input) => <PersonField {...input} />,
          },
          {
            name: 'municipality',
            kind: 'select',
            required: true,
            createOnly: true,
            useOptions: municipalityOptions,
            when: inRole(...municipal),
          },
          {
            name: 'zone_id',
            kind: 'select',
            required: true,
            createOnly: true,
            useOptions: operationalZoneOptions,
            when: inRole('coordinator'),
          },
          {
            name: 'convention_id',
            kind: 'custom',
            required: true,
            createOnly: true,
            when: shared,
            render: (input) => <ConventionField {...input} />,
          },
          {
            name: 'replaces',
            kind: 'multi',
            required: true,
            createOnly: true,
            useOptions: () =>
              ['mayor', 'giunta', 'council'].map((value) => ({
                value,
                label: t(`common:replaces.${value}`),
              })),
            when: inRole('commissioner'),
          },
          {
            name: 'succeed',
            kind: 'checkbox',
            full: true,
            createOnly: true,
            when: (values) => seated(values) && !values.substitute,
          },
        ],
      },
      { id: 'act', fields: term },
    ],
  },
});
