import { type InfiniteData, useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { http, orThrow, type Schemas } from '@/api/client';
import type { Problem } from '@/lib/problem';

type Register = Schemas['RegisterRowPage'];
export type Row = Schemas['RegisterRow'];
export type Process = { name: string; rows: Row[] };
export type Area = { code: string; name: string; processes: Process[]; rows: number };
export type Filters = { words: string; area: string; state: string; level: string };

export const none: Filters = { words: '', area: '', state: '', level: '' };

const ADDRESS = '/municipalities/{istat_code}/register';
const MOST = 200; // of a page

const folded = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
const stateOf = (row: Row) => row.state ?? 'todo';

export function matches(row: Row, { words, area, state, level }: Filters): boolean {
  return (
    (!area || row.area === area) &&
    (!state || stateOf(row) === state) &&
    (!level || row.level === level) &&
    folded(words)
      .split(/\s+/)
      .every((word) => folded(`${row.process} ${row.event} ${row.entry ?? ''}`).includes(word))
  );
}

/** Rows come in the order of the register: area, process, event. */
export function grouped(rows: Row[]): Area[] {
  const areas: Area[] = [];
  for (const row of rows) {
    let area = areas.at(-1);
    if (area?.code !== row.area) {
      area = { code: row.area, name: row.area_name, processes: [], rows: 0 };
      areas.push(area);
    }
    let process = area.processes.at(-1);
    if (process?.name !== row.process) {
      process = { name: row.process, rows: [] };
      area.processes.push(process);
    }
    process.rows.push(row);
    area.rows += 1;
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

/**
 * The register of a municipality for a year, as one works on it: the risks, without the measures that treat none. Rows are there as they come, in
 * their order; `more` while some are still on their way, `total` how many they will be.
 */
export function useWork(code: string, year: number, method: 'pna2019' | 'pna2013') {
  const { data, error, refetch, hasNextPage, isFetching, fetchNextPage } = useInfiniteQuery<
    Register,
    Problem,
    InfiniteData<Register>,
    unknown[],
    string | undefined
  >({
    queryKey: [ADDRESS, code, year, method],
    initialPageParam: undefined,
    queryFn: async ({ signal, pageParam: cursor }) => {
      const params = { path: { istat_code: code }, query: { year, method, limit: MOST, cursor } };
      return orThrow(await http.GET(ADDRESS, { params, signal }));
    },
    getNextPageParam: ({ next_cursor }) => next_cursor || undefined,
  });
  useEffect(() => {
    if (hasNextPage && !isFetching && !error) void fetchNextPage();
  }, [hasNextPage, isFetching, error, fetchNextPage]);
  const rows = useMemo(
    () => data?.pages.flatMap(({ items }) => items.filter((row) => row.risk_id)) ?? [],
    [data],
  );
  return {
    rows,
    total: data?.pages[0]?.total ?? 0,
    more: !error && (hasNextPage || !data),
    error,
    refetch,
  };
}
