import { useNavigate, useSearch } from '@tanstack/react-router';
import { first, type Search } from '@/lib/url-state';

export type Edition = { year?: number; method?: 'pna2019' | 'pna2013' };

/** Which evaluations are shown is in the address. */
export function useEdition() {
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const edition: Edition = {
    year: Number(first(search.anno)) || undefined,
    method: first(search.metodo) === 'pna2013' ? 'pna2013' : undefined,
  };
  const choose = (patch: Search) =>
    navigate({ to: '.', search: { ...search, ...patch } as never, replace: true });
  return { edition, search, choose };
}
