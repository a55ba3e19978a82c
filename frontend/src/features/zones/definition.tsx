import { useQuery } from '@tanstack/react-query';
import { http, orThrow } from '@/api/client';
import { t } from '@/lib/i18n';
import { formatShare } from '@/lib/numbers';
import { define } from '@/resource/definition';
import { municipalityOptions } from '@/resource/options';
import { resource } from '@/resource/resource';
import type { Option } from '@/ui/Field';
import { StatusBadge } from '@/ui/StatusBadge';
import { Members } from './Members';

const ns = 'zones';

function useSetOptions(): Option[] {
  const { data } = useQuery({
    queryKey: ['zone-set-names'],
    queryFn: async () => orThrow(await http.GET('/zone-sets', { params: { query: { limit: 200 } } })).items,
  });
  return (data ?? []).map(({ code, name }) => ({ value: code, label: name }));
}

export const definition = define({
  resource: resource('/zones', '/zones/{id}'),
  ns,
  path: '/zone',
  create: ['zone:write'],
  defaultSort: 'code',
  title: (zone) => zone.name,
  formats: { peripheral_share: (share) => formatShare(Number(share)) },
  columns: [
    { name: 'name', sort: 'name' },
    { name: 'code', sort: 'code' },
    { name: 'municipalities', numeric: true },
    { name: 'population', numeric: true },
    { name: 'peripheral_share', numeric: true },
    { name: 'coordinator' },
    { name: 'set_name' },
  ],
  searchIn: ['all'],
  views: [
    { id: 'operational', query: { operational: 'true' } },
    { id: 'all', query: {} },
  ],
  filters: [
    { name: 'set', kind: 'many', useOptions: useSetOptions },
    { name: 'municipality', kind: 'many', useOptions: municipalityOptions },
  ],
  sections: [
    {
      id: '',
      fields: [
        { name: 'set_name' },
        { name: 'code' },
        { name: 'coordinator', maybe: true },
        { name: 'municipalities' },
        { name: 'population' },
        { name: 'peripheral' },
        { name: 'peripheral_share' },
        { name: 'note', maybe: true },
      ],
    },
  ],
  badge: (zone) => zone.operational && <StatusBadge tone="success">{t(`${ns}:operational`)}</StatusBadge>,
  after: (zone) => <Members id={zone.id} />,
  actions: { members: { address: 'comuni' }, archive: { reason: true } },
  form: {
    sections: [
      {
        id: '',
        fields: [
          {
            name: 'set',
            kind: 'select',
            required: true,
            createOnly: true,
            full: true,
            useOptions: useSetOptions,
          },
          { name: 'code', kind: 'text', required: true, maxLength: 20 },
          { name: 'name', kind: 'text', required: true, maxLength: 120 },
          { name: 'note', kind: 'textarea', full: true, maxLength: 2000 },
        ],
      },
    ],
  },
});
