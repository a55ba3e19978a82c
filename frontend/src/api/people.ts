import { useQuery } from '@tanstack/react-query';
import { http, orThrow } from './client';

/** Everybody in the register, in Italian order, also who has no mandate: for a form of who writes people. */
export function usePeople() {
  const { data } = useQuery({
    queryKey: ['people-register'],
    queryFn: async ({ signal }) => {
      const found: { id: number; given_name: string; family_name: string }[] = [];
      for (let cursor: string | undefined; cursor !== ''; ) {
        const query = { active: false, sort: 'family_name', limit: 200, cursor } as const;
        const page = orThrow(await http.GET('/referents', { params: { query }, signal }));
        found.push(...page.items.map(({ id, given_name, family_name }) => ({ id, given_name, family_name })));
        cursor = page.next_cursor;
      }
      return found;
    },
  });
  return data ?? [];
}
