import { useSearch } from '@tanstack/react-router';
import { api, type Schemas } from '@/api/client';
import { formatNumber } from '@/lib/numbers';
import type { Search } from '@/lib/url-state';
import type { Option } from '@/ui/Field';

type Facet = 'area' | 'typology' | 'factor' | 'measure' | 'state';

const several = (value: Search[string]): string[] =>
  value === undefined ? [] : Array.isArray(value) ? value.map(String) : [String(value)];

/** How many entries of the catalogue there are of each kind, beside what is chosen in the address; of the local risks, nothing. */
export function useFacets(): Schemas['RiskFacets'] | undefined {
  const search = useSearch({ strict: false }) as Search;
  const query = Object.fromEntries(
    ['area', 'typology', 'factor', 'measure', 'state', 'q']
      .map((name) => [name, name === 'q' ? several(search.q)[0] : several(search[name])] as const)
      .filter(([, value]) => value && value.length > 0),
  );
  const init = { params: { query } };
  const local = search.vista === 'local' || search.state === 'local';
  return api.useQuery('get', '/risks/facets', init as never, { enabled: !local }).data;
}

/** The options of a filter, each with its number of entries. */
export const counted = (facet: Facet, useOptions: () => Option[]) => () => {
  const options = useOptions();
  const found = useFacets()?.[facet];
  if (!found) return options;
  const count = (value: string) => found.find((one) => one.value === value)?.count ?? 0;
  return options.map(({ value, label }) => ({ value, label: `${label} (${formatNumber(count(value))})` }));
};
