import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { api, http, orThrow } from '@/api/client';
import { useSession } from '@/api/session';
import type { FormValues } from '@/resource/definition';

const MOST = 200;

/** Whose plan a form writes: the municipality chosen in it or, of an adoption, its own. */
export function useOwner(values: FormValues = {}): string {
  const { id } = useParams({ strict: false }) as { id?: string };
  const { data } = api.useQuery(
    'get',
    '/measure-adoptions/{id}',
    { params: { path: { id: Number(id) } } },
    { enabled: Boolean(id) },
  );
  return String(values.municipality ?? data?.municipality ?? '');
}

/** The local risks of a municipality, the latest first. */
export const useLocalRisks = (municipality: string) =>
  useQuery({
    queryKey: ['/risks', 'of', municipality],
    enabled: municipality !== '',
    queryFn: async ({ signal }) => {
      const query = { municipality: [municipality], scope: 'local' as const, limit: MOST };
      return orThrow(await http.GET('/risks', { params: { query }, signal })).items;
    },
  });

/** The documents of a municipality, the latest first. */
export function useDocuments(municipality: string) {
  const { can } = useSession();
  return useQuery({
    queryKey: ['/documents', 'of', municipality],
    enabled: municipality !== '' && can('adhesion:read'),
    queryFn: async ({ signal }) => {
      const query = { municipality: [municipality], limit: MOST };
      return orThrow(await http.GET('/documents', { params: { query }, signal })).items;
    },
  });
}
