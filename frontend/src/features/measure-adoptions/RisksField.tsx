import { t } from '@/lib/i18n';
import type { CustomInput } from '@/resource/definition';
import { MultiSelect } from '@/ui/MultiSelect';
import { useLocalRisks, useOwner } from './owner';

/** Which local risks of the municipality a measure treats. */
export function RisksField({ label, value, onChange, error, values }: CustomInput) {
  const municipality = useOwner(values);
  const { data } = useLocalRisks(municipality);
  const chosen = (Array.isArray(value) ? value : [value]).map(String).filter(Boolean);
  return (
    <MultiSelect
      name="risks"
      label={label}
      full
      spelled
      error={error}
      help={t('measure-adoptions:help.risks')}
      options={(data ?? []).map(({ id, area, event }) => ({
        value: String(id),
        label: `${area} · ${event}`,
      }))}
      value={chosen}
      onChange={onChange}
    />
  );
}
