import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { http, orThrow, type Schemas } from '@/api/client';
import type { Problem } from '@/lib/problem';

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

/** The register of a municipality for a year, as one works on it: the risks, without the measures that treat none. */
export function useWork(code: string, year: number, method: 'pna2019' | 'pna2013') {
  const { data, error, refetch } = useQuery<Row[], Problem>({
    queryKey: [ADDRESS, code, year, method],
    queryFn: async ({ signal }) => {
      const found: Row[] = [];
      for (let cursor: string | undefined; cursor !== ''; ) {
        const params = { path: { istat_code: code }, query: { year, method, limit: MOST, cursor } };
        const page = orThrow(await http.GET(ADDRESS, { params, signal }));
        found.push(...page.items);
        cursor = page.next_cursor;
      }
      return found;
    },
  });
  const rows = useMemo(() => data?.filter((row) => row.risk_id) ?? [], [data]);
  return { rows, loaded: Boolean(data), error, refetch };
}
