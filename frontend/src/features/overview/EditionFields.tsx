import { t } from '@/lib/i18n';
import type { Search } from '@/lib/url-state';
import { Select } from '@/ui/Field';

type Props = { year: number; years: number[]; method: string; choose: (patch: Search) => void };

export function EditionFields({ year, years, method, choose }: Props) {
  const all = years.includes(year) ? years : [year, ...years];
  return (
    <div className="form-grid d-print-none">
      <Select
        label={t('overview:year')}
        options={all.map((one) => ({ value: String(one), label: String(one) }))}
        value={String(year)}
        onChange={(event) => choose({ anno: event.target.value })}
      />
      <Select
        label={t('overview:method')}
        options={['pna2019', 'pna2013'].map((value) => ({
          value,
          label: t(`overview:value.method.${value}`),
        }))}
        value={method}
        onChange={(event) => choose({ metodo: event.target.value === 'pna2013' ? 'pna2013' : undefined })}
      />
    </div>
  );
}
