import { useQueries } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { Search } from '@/features/search/Search';
import { loadResource, useReadable } from './resources';

/** Searches every resource whoever asks may read. */
export function SearchPage() {
  const { q = '' } = useSearch({ from: '/cerca' });
  const features = useQueries({
    queries: useReadable().map((entry) => ({
      queryKey: ['feature', entry.path],
      queryFn: loadResource(entry),
      staleTime: Number.POSITIVE_INFINITY,
    })),
  });
  return (
    <Search q={q} definitions={features.flatMap(({ data }) => (data?.definition ? [data.definition] : []))} />
  );
}
