import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMunicipality } from '@/api/municipality';
import { t } from '@/lib/i18n';
import { first, type Search } from '@/lib/url-state';
import { useOwnMunicipalityOptions } from '@/resource/options';
import { enumOptions } from '@/resource/words';
import { Select } from '@/ui/Field';
import { yearOptions } from './years';

export type Where = { municipality: string; year: string; method: 'pna2019' | 'pna2013' };

/** Of which municipality, which year, by which method: the address of the page says it. */
export function useWhere(): Where {
  const search = useSearch({ strict: false }) as Search;
  const { code } = useMunicipality();
  const mine = useOwnMunicipalityOptions();
  return {
    municipality: first(search.municipality) ?? (code || (mine[0]?.value ?? '')),
    year: first(search.year) ?? String(new Date().getFullYear()),
    method: first(search.method) === 'pna2013' ? 'pna2013' : 'pna2019',
  };
}

type Props = {
  municipal?: boolean;
  method?: boolean;
  /** What else the page is asked for. */
  children?: ReactNode;
};

export function WhereFields({ municipal, method, children }: Props) {
  const where = useWhere();
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const mine = useOwnMunicipalityOptions();
  const field = (name: keyof Where, options: { value: string; label: string }[]) => (
    <Select
      label={t(`evaluations:field.${name}`)}
      options={options}
      value={where[name]}
      onChange={({ target }) =>
        navigate({
          to: '/valutazioni' as '/',
          search: { ...search, [name]: target.value } as never,
          replace: true,
        })
      }
    />
  );
  return (
    <div className="where">
      {municipal && field('municipality', mine)}
      {field('year', yearOptions())}
      {method && field('method', enumOptions('evaluations', 'method', ['pna2019', 'pna2013']))}
      {children}
    </div>
  );
}
