import { municipalityName, zoneName } from '@/api/reference';
import { t } from '@/lib/i18n';
import { define, type FieldDef } from '@/resource/definition';
import { municipalityOptions, operationalZoneOptions } from '@/resource/options';
import { resource } from '@/resource/resource';
import { enumOptions } from '@/resource/words';
import { StatusBadge, type Tone } from '@/ui/StatusBadge';
import { Mandates } from './Mandates';

const ns = 'referents';

const roles = () => enumOptions(ns, 'role', ['secretariat', 'coordinator', 'rpct', 'referent', 'observer']);

const accountTones: Record<string, Tone> = {
  active: 'success',
  invited: 'info',
  disabled: 'danger',
  none: 'neutral',
};

const contacts: FieldDef[] = [
  { name: 'office_email', kind: 'email', required: true, maxLength: 254 },
  { name: 'office_phone', kind: 'tel', maxLength: 40 },
];

type Post = { role: string; municipality?: string; zone_id?: number; current?: boolean };

/** `RPCT, Milazzo` */
const postText = ({ role, municipality, zone_id }: Post) =>
  [t(`common:role.${role}`), municipality && municipalityName(municipality), zone_id && zoneName(zone_id)]
    .filter(Boolean)
    .join(', ');

export const definition = define({
  resource: resource('/referents', '/referents/{id}'),
  ns,
  path: '/referenti',
  create: ['referent:write'],
  defaultSort: 'family_name',
  title: (person) => `${person.given_name} ${person.family_name}`,
  columns: [
    {
      name: 'family_name',
      sort: 'family_name',
      show: (person) => `${person.family_name} ${person.given_name}`,
    },
    { name: 'qualification' },
    {
      name: 'mandates',
      show: ({ mandates }) =>
        mandates
          .filter((one) => one.current)
          .map(postText)
          .join('; '),
    },
    { name: 'office_email' },
    {
      name: 'office_phone',
      show: ({ office_phone }) => office_phone && <span className="text-nowrap">{office_phone}</span>,
    },
  ],
  searchIn: ['all'],
  views: [
    { id: 'current', query: {} },
    { id: 'all', query: { active: 'false' } },
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
      fields: [{ name: 'qualification' }, { name: 'office_email' }, { name: 'office_phone' }],
    },
  ],
  badge: ({ account_state }) =>
    account_state && (
      <StatusBadge tone={accountTones[account_state]}>{t(`${ns}:account.${account_state}`)}</StatusBadge>
    ),
  after: (person) => <Mandates person={person} />,
  actions: { contacts: { address: 'recapiti' }, archive: { reason: true } },
  form: {
    sections: [
      {
        id: '',
        fields: [
          { name: 'given_name', kind: 'text', required: true, maxLength: 80 },
          { name: 'family_name', kind: 'text', required: true, maxLength: 80 },
          { name: 'qualification', kind: 'text', full: true, maxLength: 160 },
          ...contacts,
        ],
      },
    ],
  },
  parts: { contacts: { sections: [{ id: '', fields: contacts }] } },
});
