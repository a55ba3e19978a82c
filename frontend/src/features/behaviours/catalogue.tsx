import { useQuery } from '@tanstack/react-query';
import { http, orThrow } from '@/api/client';
import { AppLink } from '@/ui/AppLink';
import type { Option } from '@/ui/Field';

const PAGE = 200;

/** The entries of the catalogue of risks, by code. */
function useCatalogue() {
  const { data } = useQuery({
    queryKey: ['/risks', 'catalogue-names'],
    queryFn: async ({ signal }) => {
      const found: { id: number; code: string; event: string }[] = [];
      for (let cursor: string | undefined; cursor !== ''; ) {
        const query = { scope: 'catalogue', sort: 'code', limit: PAGE, cursor } as const;
        const page = orThrow(await http.GET('/risks', { params: { query }, signal }));
        found.push(...page.items.map(({ id, code = '', event }) => ({ id, code, event })));
        cursor = page.next_cursor;
      }
      return found;
    },
    staleTime: 5 * 60_000,
  });
  return data ?? [];
}

export const useCatalogueOptions = (): Option[] =>
  useCatalogue().map(({ code, event }) => ({ value: code, label: `${code} ${event}` }));

/** The risks a behaviour is tied to, each leading to its entry. */
export function LinkedRisks({ codes }: { codes: string[] }) {
  const catalogue = useCatalogue();
  return (
    <ul className="plain">
      {codes.map((code) => {
        const entry = catalogue.find((one) => one.code === code);
        return (
          <li key={code}>
            {entry ? <AppLink to={`/rischi/${entry.id}`}>{`${code} ${entry.event}`}</AppLink> : code}
          </li>
        );
      })}
    </ul>
  );
}
