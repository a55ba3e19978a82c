import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { http, ifMatch, onceHeader, orThrow, type Paths, type Tagged, tagged } from '@/api/client';

type Json<R> = R extends { content: { 'application/json': infer B } } ? B : never;
type Ok<O> = O extends { responses: infer R } ? Json<R[keyof R & (200 | 201)]> : never;
type Body<O> = O extends { requestBody?: infer B } ? Json<NonNullable<B>> : never;
type Method<P extends keyof Paths, M extends string> = M extends keyof Paths[P] ? Paths[P][M] : never;

type ItemPath<L extends string> = Extract<keyof Paths, `${L}/{${string}}`>;
type KeyOf<P extends string> = P extends `${string}{${infer K}}` ? K : never;

/** What every row of every resource carries. */
export type AnyRow = { version?: number; actions?: string[]; archived_at?: string; archive_reason?: string };

/** One entry of an audit trail: values come as text, lists joined by commas. */
export type HistoryItem = {
  id: number;
  at: string;
  actor: string;
  operation: string;
  action: string;
  changes: { field: string; old: string; new: string }[];
};
export type ListQuery = Record<string, string | string[] | number | undefined>;
export type ListAnswer<Row> = { items: Row[]; next_cursor?: string; total: number; total_relation?: string };
type HistoryAnswer = { items: HistoryItem[]; next_cursor?: string };

export type Resource<Row extends AnyRow, Full extends AnyRow, New, Edit> = {
  path: string;
  keyOf: (row: Row | Full) => string;
  list: (query: ListQuery) => ReturnType<typeof listOptions<Row>>;
  item: (id: string) => ReturnType<typeof itemOptions<Full>>;
  history: (id: string) => ReturnType<typeof historyOptions>;
  create: (body: New, once: string) => Promise<Full>;
  replace: (id: string, etag: string, body: Edit) => Promise<Full>;
  replacePart: (id: string, part: string, etag: string, body: unknown) => Promise<void>;
  archive: (id: string, etag: string, reason?: string) => Promise<void>;
  act: (id: string, etag: string, action: string, once: string, reason?: string) => Promise<void>;
};

/**
 * The calls of one resource of the grammar, typed by openapi.yaml: resource('/zones', '/zones/{id}'). The name in
 * braces is the field of a row that addresses it.
 */
export function resource<L extends keyof Paths & string, I extends ItemPath<L> & string>(list: L, item: I) {
  type Answer = Ok<Method<L, 'get'>>;
  type Row = Answer extends { items: (infer R)[] } ? R & AnyRow : AnyRow;
  type Full = Ok<Method<I, 'get'>> & AnyRow;
  return untypedResource(list, item.slice(item.indexOf('{') + 1, -1) as KeyOf<I>) as unknown as Resource<
    Row,
    Full,
    Body<Method<L, 'post'>>,
    Body<Method<I, 'put'>>
  >;
}

type Init = { params?: object; body?: unknown; signal?: AbortSignal };
type Call = (path: string, init: Init) => Promise<{ data?: unknown; error?: unknown; response: Response }>;
// Paths are put together at run time below; resource() gives the types back.
const call = http as unknown as Record<'GET' | 'POST' | 'PUT' | 'DELETE', Call>;

function untypedResource(path: string, key: string): Resource<AnyRow, AnyRow, unknown, unknown> {
  const at = (id: string) => `${path}/${encodeURIComponent(id)}`;
  return {
    path,
    keyOf: (row) => String((row as Record<string, unknown>)[key]),
    list: (query) => listOptions(path, query),
    item: (id) => itemOptions(path, id, at(id)),
    history: (id) => historyOptions(path, id, at(id)),
    create: async (body, once) =>
      orThrow(await call.POST(path, { params: { header: onceHeader(once) }, body })) as AnyRow,
    replace: async (id, etag, body) =>
      orThrow(await call.PUT(at(id), { params: { header: ifMatch(etag) }, body })) as AnyRow,
    replacePart: async (id, part, etag, body) => {
      orThrow(await call.PUT(`${at(id)}/${part}`, { params: { header: ifMatch(etag) }, body }));
    },
    archive: async (id, etag, reason) => {
      const query = reason ? { reason } : undefined;
      orThrow(await call.DELETE(at(id), { params: { header: ifMatch(etag), query } }));
    },
    act: async (id, etag, action, once, reason) => {
      const header = { ...ifMatch(etag), ...onceHeader(once) };
      orThrow(
        await call.POST(`${at(id)}/${action}`, { params: { header }, body: reason ? { reason } : undefined }),
      );
    },
  };
}

const listOptions = <Row>(path: string, query: ListQuery) =>
  queryOptions({
    queryKey: [path, 'list', query],
    queryFn: async ({ signal }) =>
      orThrow(await call.GET(path, { params: { query }, signal })) as ListAnswer<Row>,
    placeholderData: keepPreviousData,
  });

const itemOptions = <Full>(path: string, id: string, url: string) =>
  queryOptions({
    queryKey: [path, 'item', id],
    queryFn: async ({ signal }) => tagged(await call.GET(url, { signal })) as Tagged<Full>,
  });

const historyOptions = (path: string, id: string, url: string) =>
  infiniteQueryOptions({
    queryKey: [path, 'history', id],
    initialPageParam: '',
    queryFn: async ({ pageParam, signal }) => {
      const query = pageParam ? { cursor: pageParam } : undefined;
      return orThrow(await call.GET(`${url}/history`, { params: { query }, signal })) as HistoryAnswer;
    },
    getNextPageParam: (page) => page.next_cursor || undefined,
  });
