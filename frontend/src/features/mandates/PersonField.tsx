import { useQuery } from '@tanstack/react-query';
import { http, orThrow } from '@/api/client';
import { t } from '@/lib/i18n';
import type { CustomInput } from '@/resource/definition';
import { Select } from '@/ui/Field';

/** Whom the mandate is for: everybody in the register, also who has no mandate yet. */
export function PersonField({ label, value, onChange, error }: CustomInput) {
  const { data } = useQuery({
    queryKey: ['people-names'],
    queryFn: async () => {
      const query = { active: false, sort: 'family_name', limit: 200 } as const;
      return orThrow(await http.GET('/referents', { params: { query } })).items;
    },
  });
  const options = (data ?? []).map(({ id, given_name, family_name }) => ({
    value: String(id),
    label: `${family_name} ${given_name}`,
  }));
  return (
    <Select
      label={label}
      name="person"
      required
      error={error}
      options={options}
      empty={t('ui:multi.choose')}
      value={Array.isArray(value) ? '' : String(value)}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
