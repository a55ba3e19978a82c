import { useInfiniteQuery } from '@tanstack/react-query';
import { http, orThrow, type Paths } from '@/api/client';
import type { Problem } from '@/lib/problem';
import type { Import } from './words';

type Query = NonNullable<Paths['/register-imports/{id}/rows']['get']['parameters']['query']>;

/** The rows of an import, a page after the other. Each version of it has its own: what was read while a check ran is not the report. */
export function useRows({ id, version }: Import, filter: Query) {
  const found = useInfiniteQuery({
    queryKey: ['/register-imports/{id}/rows', id, version, filter],
    initialPageParam: '',
    queryFn: async ({ pageParam, signal }) =>
      orThrow(
        await http.GET('/register-imports/{id}/rows', {
          params: { path: { id }, query: { ...filter, limit: 50, ...(pageParam && { cursor: pageParam }) } },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next_cursor || undefined,
  });
  return {
    rows: found.data?.pages.flatMap(({ items }) => items),
    problem: found.error as Problem | null,
    retry: () => found.refetch(),
    more: found.hasNextPage ? () => found.fetchNextPage() : undefined,
  };
}
