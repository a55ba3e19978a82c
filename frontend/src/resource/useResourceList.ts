import { useQuery } from '@tanstack/react-query';
import { useLocation, useNavigate, useSearch } from '@tanstack/react-router';
import { all, first, type Search } from '@/lib/url-state';
import type { AnyRow, ListQuery, Resource } from './resource';

declare module '@tanstack/history' {
  interface HistoryState {
    /** The cursors of the pages before this one, so that "previous" can go back through them. */
    trail?: string[];
  }
}

export type ListSearch = Search & { q?: string; sort?: string; limit?: string; cursor?: string };

const DEFAULT_LIMIT = 50;

type Options<Row extends AnyRow, Full extends AnyRow, New, Edit> = {
  resource: Resource<Row, Full, New, Edit>;
  filters: string[];
  /** Parameters that do not come from the URL, such as the municipality of the page. */
  fixed?: ListQuery;
  /** Rows of a page, until somebody chooses. */
  size?: number;
};

/** A list whose whole state — words, filters, sort, page — is the URL. */
export function useResourceList<Row extends AnyRow, Full extends AnyRow, New, Edit>({
  resource,
  filters,
  fixed,
  size = DEFAULT_LIMIT,
}: Options<Row, Full, New, Edit>) {
  const search = useSearch({ strict: false }) as ListSearch;
  const { pathname, state } = useLocation();
  const navigate = useNavigate();
  const trail = state.trail ?? [];

  const chosen = Object.fromEntries(filters.map((name) => [name, all(search[name])]));
  const limit = Number(first(search.limit)) || size;
  const cursor = first(search.cursor);
  const filtered = Object.entries(chosen).filter(([, values]) => values.length > 0);
  const asked: ListQuery = {
    ...fixed,
    ...Object.fromEntries(filtered),
    q: first(search.q),
    sort: first(search.sort) ?? fixed?.sort,
  };
  const query = useQuery(resource.list({ ...asked, limit, cursor }));

  const go = (next: Search, nextTrail?: string[]) =>
    navigate({ to: pathname as '/', search: next as never, state: { trail: nextTrail } });
  /** Changes part of the state and starts again from the first page. */
  const set = (patch: Search) => go({ ...search, ...patch, cursor: undefined });
  const next = query.data?.next_cursor || undefined;

  return {
    query,
    search,
    pathname,
    chosen,
    limit,
    set,
    /** What was asked, without the page: for an export of the whole. */
    asked,
    next: next && (() => go({ ...search, cursor: next }, [...trail, cursor ?? ''])),
    previous:
      trail.length > 0
        ? () => go({ ...search, cursor: trail.at(-1) || undefined }, trail.slice(0, -1))
        : undefined,
    first: cursor ? () => go({ ...search, cursor: undefined }) : undefined,
    anyFilter: Boolean(first(search.q)) || filtered.length > 0,
  };
}

/** The search of a list route: whatever the URL says, as strings. Unknown names are not sent to the server. */
export const listSearch = (search: Record<string, unknown>): ListSearch =>
  Object.fromEntries(
    Object.entries(search)
      .filter(([, value]) => value !== undefined && value !== '')
      .map(([name, value]) => [name, Array.isArray(value) ? value.map(String) : String(value)]),
  );

/** The next state of a column's header: ascending, then descending. */
export const toggleSort = (key: string, current?: string): string => (current === key ? `-${key}` : key);

export function sortDirection(key: string, current?: string): 'ascending' | 'descending' | undefined {
  if (current === key) return 'ascending';
  return current === `-${key}` ? 'descending' : undefined;
}
