import { useQueries } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useSession } from '@/api/session';
import { Search } from '@/features/search/Search';
import { loadResource, readable } from './resources';

/** Searches every resource the person may read. */
export function SearchPage() {
  const { can } = useSession();
  const { q = '' } = useSearch({ from: '/signed-in/cerca' });
  const features = useQueries({
    queries: readable(can).map((entry) => ({
      queryKey: ['feature', entry.path],
      queryFn: loadResource(entry),
      staleTime: Number.POSITIVE_INFINITY,
    })),
  });
  return <Search q={q} definitions={features.flatMap(({ data }) => (data ? [data.definition] : []))} />;
}
