import { useQuery } from '@tanstack/react-query';
import { http, orThrow } from '@/api/client';
import { t } from '@/lib/i18n';
import type { CustomInput } from '@/resource/definition';
import { AppLink } from '@/ui/AppLink';
import { Select } from '@/ui/Field';

/** By which convention the municipality shares its secretary. */
export function ConventionField({ label, value, onChange, error }: CustomInput) {
  const { data } = useQuery({
    queryKey: ['convention-names'],
    queryFn: async () => {
      const query = { sort: 'name', limit: 200 } as const;
      return orThrow(await http.GET('/conventions', { params: { query } })).items;
    },
  });
  return (
    <Select
      label={label}
      name="convention_id"
      required
      error={error}
      help={<AppLink to="/convenzioni">{t('mandates:conventions')}</AppLink>}
      options={(data ?? []).map(({ id, name }) => ({ value: String(id), label: name }))}
      empty={t('ui:multi.choose')}
      value={Array.isArray(value) ? '' : String(value)}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
