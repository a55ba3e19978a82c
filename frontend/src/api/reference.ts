import { queryOptions } from '@tanstack/react-query';
import { http, orThrow, type Schemas } from './client';
import { queryClient } from './query-client';

export type Vocabularies = Schemas['Vocabularies'];
type Named = { istat_code: string; name: string; operational_zone?: string };

const ALL = 200;

// What nearly every page needs to turn codes into names. It changes a few times a year: asked once a visit.
const vocabulariesQuery = queryOptions({
  queryKey: ['vocabularies'],
  queryFn: async ({ signal }) => orThrow(await http.GET('/vocabularies', { signal })),
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: Number.POSITIVE_INFINITY,
});

const municipalitiesQuery = queryOptions({
  queryKey: ['municipality-names'],
  queryFn: async ({ signal }) => {
    const found: Named[] = [];
    for (let cursor: string | undefined; cursor !== ''; ) {
      const query = { sort: 'name' as const, limit: ALL, cursor };
      const page = orThrow(await http.GET('/municipalities', { params: { query }, signal }));
      found.push(
        ...page.items.map(({ istat_code, name, operational_zone }) => ({
          istat_code,
          name,
          operational_zone,
        })),
      );
      cursor = page.next_cursor;
    }
    return found;
  },
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: Number.POSITIVE_INFINITY,
});

const zonesQuery = queryOptions({
  queryKey: ['zone-names'],
  queryFn: async ({ signal }) => {
    const { items } = orThrow(await http.GET('/zones', { params: { query: { limit: ALL } }, signal }));
    return items.map(({ id, code, name, operational }) => ({ id, code, name, operational }));
  },
  staleTime: 60_000,
  gcTime: Number.POSITIVE_INFINITY,
});

/** Loads the names; the routes that show codes wait for it. */
export const loadReference = () =>
  Promise.all([
    queryClient.ensureQueryData(vocabulariesQuery),
    queryClient.ensureQueryData(municipalitiesQuery),
    queryClient.ensureQueryData(zonesQuery),
  ]);

/** The zones of every set. */
export const zones = () => queryClient.getQueryData(zonesQuery.queryKey) ?? [];

export const zoneName = (id: number): string => zones().find((zone) => zone.id === id)?.name ?? String(id);

/** The name of a zone of the operational set, by its code. */
export const operationalZoneName = (code: string): string =>
  zones().find((zone) => zone.operational && zone.code === code)?.name ?? code;

/** The lists of the catalogue. Only in pages whose route waited for loadReference. */
export function vocabularies(): Vocabularies {
  const found = queryClient.getQueryData(vocabulariesQuery.queryKey);
  if (!found) throw new Error('reference data not loaded');
  return found;
}

/** Every municipality of the network, in Italian order. */
export const municipalities = (): Named[] => queryClient.getQueryData(municipalitiesQuery.queryKey) ?? [];

/** The name of an ISTAT code; the code itself when it is not of the network. */
export const municipalityName = (code: string): string =>
  municipalities().find(({ istat_code }) => istat_code === code)?.name ?? code;

type Coded = { code: string; name: string };

/** `TF07 Affidamenti sotto soglia`: people who know the codes find them, the others read the name. */
export const codedName = (list: readonly Coded[], code: string): string => {
  const found = list.find((one) => one.code === code);
  return found ? `${found.code} ${found.name}` : code;
};
