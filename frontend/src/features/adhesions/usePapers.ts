import { useQuery } from '@tanstack/react-query';
import { http, orThrow } from '@/api/client';

/** The documents of a municipality, the latest first. */
export const usePapers = (municipality: string) =>
  useQuery({
    queryKey: ['/documents', 'papers', municipality],
    queryFn: async ({ signal }) => {
      const query = { municipality: [municipality], limit: 200 };
      return orThrow(await http.GET('/documents', { params: { query }, signal })).items;
    },
  });
