import { formatDay } from '@/lib/dates';
import { t } from '@/lib/i18n';
import { define, type FieldDef } from '@/resource/definition';
import { resource } from '@/resource/resource';
import { LinkButton } from '@/ui/Button';
import { StatusBadge } from '@/ui/StatusBadge';
import { Composition } from './Composition';

const ns = 'zone-sets';

const fields: FieldDef[] = [
  { name: 'code', kind: 'text', required: true, maxLength: 40 },
  { name: 'name', kind: 'text', required: true, maxLength: 120 },
  { name: 'purpose', kind: 'textarea', full: true, maxLength: 1000 },
  { name: 'source', kind: 'text', full: true, maxLength: 500 },
  { name: 'valid_from', kind: 'date', required: true },
  { name: 'valid_to', kind: 'date' },
];

export const definition = define({
  resource: resource('/zone-sets', '/zone-sets/{id}'),
  ns,
  path: '/insiemi-di-zone',
  create: ['zone:write'],
  defaultSort: 'name',
  title: (set) => set.name,
  columns: [
    {
      name: 'name',
      sort: 'name',
      show: (set) => (
        <>
          {set.name} {set.draft && <StatusBadge>{t(`${ns}:draft`)}</StatusBadge>}
        </>
      ),
    },
    { name: 'operational' },
    { name: 'zones', numeric: true },
    { name: 'municipalities', numeric: true },
    { name: 'valid_from', sort: 'valid_from' },
    { name: 'valid_to' },
  ],
  sections: [
    {
      id: '',
      fields: [
        ...fields.map(({ name }) => ({ name })),
        { name: 'operational_from', maybe: true },
        { name: 'operational_to', maybe: true },
        { name: 'zones' },
        { name: 'municipalities' },
      ],
    },
  ],
  badge: (set) => {
    if (set.draft) return <StatusBadge>{t(`${ns}:draft`)}</StatusBadge>;
    if (set.operational) return <StatusBadge tone="success">{t(`${ns}:operational`)}</StatusBadge>;
    const from = set.operational_from;
    return from && <StatusBadge tone="info">{t(`${ns}:planned`, { from: formatDay(from) })}</StatusBadge>;
  },
  after: (set) =>
    !set.draft && (
      <>
        <Composition id={set.id} />
        <p className="mt-3">
          <LinkButton look="outline" to="/zone" search={{ vista: 'all', set: set.code }}>
            {t(`${ns}:see-zones`)}
          </LinkButton>
        </p>
      </>
    ),
  actions: {
    archive: { reason: true },
    design: { address: 'disegno' },
    operation: { address: 'operativo' },
  },
  form: { sections: [{ id: '', fields }] },
});
