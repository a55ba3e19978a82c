// The one HTTP client. Paths, parameters, bodies and errors are typed by openapi.yaml.
import createFetchClient from 'openapi-fetch';
import createQueryClient from 'openapi-react-query';
import { asProblem } from '@/lib/problem';
import type { components, paths } from './schema';
import { send, sendAs } from './send';
import { base } from './token';

export type Paths = paths;
export type Schemas = components['schemas'];

export const http = createFetchClient<paths>({
  baseUrl: base,
  fetch: send,
  querySerializer: { array: { style: 'form', explode: true } },
});

/** As http, for whoever holds a link. */
export const httpAs = (token: string) => createFetchClient<paths>({ baseUrl: base, fetch: sendAs(token) });

/** Hooks: api.useQuery('get', '/settings'). The error of every hook is a Problem. */
export const api = createQueryClient(http);

type Answer<T> = { data?: T; error?: unknown; response: Response };

/** The JSON of a successful answer, which elsewhere may be a file; throws the problem of any other. */
export function orThrow<T>({ data, error, response }: Answer<T>): Exclude<T, string> {
  if (!response.ok) throw asProblem(error);
  return data as Exclude<T, string>;
}

/** The data together with its ETag, which the next write sends back as If-Match. */
export type Tagged<T> = { row: T; etag: string };
export const tagged = <T>(answer: Answer<T>): Tagged<Exclude<T, string>> => ({
  row: orThrow(answer),
  etag: answer.response.headers.get('ETag') ?? '',
});

export const ifMatch = (etag: string) => ({ 'If-Match': etag });
export const onceHeader = (key: string) => ({ 'Idempotency-Key': key });
