import {
  type InfiniteData,
  keepPreviousData,
  useQuery as useAnyQuery,
  useInfiniteQuery,
} from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { api, http, orThrow, type Schemas } from '@/api/client';
import type { Problem } from '@/lib/problem';

type Register = Schemas['RegisterRowPage'];
export type Row = Schemas['RegisterRow'];
export type Method = 'pna2019' | 'pna2013';
export type Process = { name: string; rows: Row[] };
export type Area = { code: string; name: string; processes: Process[] };
export type Filters = { words: string; area: string; state: string; level: string };

export const none: Filters = { words: '', area: '', state: '', level: '' };

const ADDRESS = '/municipalities/{istat_code}/register';
const MOST = 200; // of a page

type State = 'todo' | 'draft' | 'confirmed';
type Level = 'low' | 'medium' | 'high';
/** What is not confirmed is still to do or a draft. */
const states = (state: string) => (state === 'open' ? ['todo', 'draft'] : [state]) as State[];

/** The filters as the API says them. */
export const asked = ({ words, area, state, level }: Filters) => ({
  ...(words && { q: words }),
  ...(area && { area: [area] }),
  ...(state && { state: states(state) }),
  ...(level && { level: [level as Level] }),
});

/** Rows come in the order of the register: area, process, event. */
export function grouped(rows: Row[]): Area[] {
  const areas: Area[] = [];
  for (const row of rows) {
    let area = areas.at(-1);
    if (area?.code !== row.area) {
      area = { code: row.area, name: row.area_name, processes: [] };
      areas.push(area);
    }
    let process = area.processes.at(-1);
    if (process?.name !== row.process) {
      process = { name: row.process, rows: [] };
      area.processes.push(process);
    }
    process.rows.push(row);
  }
  return areas;
}

const order = ['low', 'medium', 'high'];

/** The highest event prevails in a process (PNA 2019, All. 1, §4.2): of what is confirmed. */
export const highest = (rows: Row[]): string | undefined =>
  order[
    Math.max(
      -1,
      ...rows.filter((row) => row.state === 'confirmed').map((row) => order.indexOf(row.level ?? '')),
    )
  ];

/** A row where it was, among those that no longer have it. */
export function kept(rows: Row[], row: Row | undefined, after: number | undefined): Row[] {
  if (!row || rows.some(({ risk_id }) => risk_id === row.risk_id)) return rows;
  const at = rows.findIndex(({ risk_id }) => risk_id === after) + 1;
  return [...rows.slice(0, at), row, ...rows.slice(at)];
}

export type Edition = { code: string; year: number; method: Method };
/** What a row needs to be judged where it stands. */
export type JudgeProps = { row: Row; year: number; method: Method };

/** How many risks there are, and how many of them are confirmed. */
export const useSummary = ({ code, year, method }: Edition, filters: Filters) =>
  api.useQuery(
    'get',
    '/municipalities/{istat_code}/register/summary',
    { params: { path: { istat_code: code }, query: { year, method, ...asked(filters) } } },
    { placeholderData: filters === none ? undefined : keepPreviousData },
  );

/** One risk of a register, whatever the filters. */
export const useRow = ({ code, year, method }: Edition, risk: number | undefined) =>
  useAnyQuery<Row | null, Problem>({
    queryKey: [ADDRESS, code, year, method, risk],
    queryFn: async ({ signal }) => {
      const params = { path: { istat_code: code }, query: { year, method, risk } };
      return orThrow(await http.GET(ADDRESS, { params, signal })).items[0] ?? null;
    },
    enabled: risk !== undefined,
  }).data ?? undefined;

/**
 * The register of a municipality for a year, as one works on it: the risks, without the measures that treat none. A page of them at once, the others when
 * they are asked for; `all` asks for every one.
 */
export function useWork({ code, year, method }: Edition, filters: Filters) {
  const query = useInfiniteQuery<Register, Problem, InfiniteData<Register>, unknown[], string | undefined>({
    queryKey: [ADDRESS, code, year, method, filters],
    initialPageParam: undefined,
    queryFn: async ({ signal, pageParam: cursor }) => {
      const params = {
        path: { istat_code: code },
        query: { year, method, limit: MOST, cursor, ...asked(filters) },
      };
      return orThrow(await http.GET(ADDRESS, { params, signal }));
    },
    getNextPageParam: ({ next_cursor }) => next_cursor || undefined,
    // While others are looked for those of before stay; those of another register never.
    placeholderData: (before, asked) =>
      [code, year, method].every((part, at) => asked?.queryKey[at + 1] === part) ? before : undefined,
  });
  const { data, error, refetch, hasNextPage, isFetching, isPlaceholderData, fetchNextPage } = query;
  const rows = useMemo(
    () => data?.pages.flatMap(({ items }) => items.filter((row) => row.risk_id)) ?? [],
    [data],
  );
  const next = useCallback(() => {
    if (hasNextPage && !isFetching && !error) void fetchNextPage();
  }, [hasNextPage, isFetching, error, fetchNextPage]);
  const all = async () => {
    for (let found = await fetchNextPage(); found.hasNextPage && !found.error; )
      found = await fetchNextPage();
  };
  return {
    rows,
    pending: !data && !error,
    stale: isPlaceholderData,
    more: hasNextPage,
    busy: query.isFetchingNextPage,
    next,
    all,
    error,
    refetch,
  };
}
