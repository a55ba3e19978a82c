import { asProblem, codeOf } from '@/lib/problem';
import { send } from './send';
import { base } from './token';

export const formats = {
  csv: 'text/csv',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;
export type Format = keyof typeof formats;

/** Saves what a list holds, whole, in a format: same path and query as the list, chosen by Accept. Throws a Problem. */
export const download = (pathAndQuery: string, format: Format, name: string): Promise<void> =>
  save(pathAndQuery, { Accept: formats[format] }, `${name}.${format}`);

/** Saves the file an address gives, under the name the server says; `waiting` is told while it is being made. Throws a Problem. */
export const downloadFile = (pathAndQuery: string, name: string, waiting?: () => void): Promise<void> =>
  save(pathAndQuery, {}, name, waiting);

const PATIENCE_MS = 600_000;

async function save(
  pathAndQuery: string,
  headers: Record<string, string>,
  name: string,
  waiting?: () => void,
): Promise<void> {
  const until = Date.now() + PATIENCE_MS;
  let response = await send(new Request(base + pathAndQuery, { headers }));
  while (!response.ok) {
    const problem = asProblem(await response.json());
    if (codeOf(problem) !== 'conversion-goes-on' || Date.now() > until) throw problem;
    waiting?.();
    await new Promise((resolve) => setTimeout(resolve, 1000 * Number(response.headers.get('Retry-After'))));
    response = await send(new Request(base + pathAndQuery, { headers }));
  }
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await response.blob());
  link.download = fileName(response.headers.get('Content-Disposition')) ?? name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** RFC 6266: the name in full, if there is one, or the plain one. */
export function fileName(disposition: string | null): string | undefined {
  const coded = disposition?.match(/filename\*=UTF-8''([^;]+)/i)?.[1];
  if (coded) return decodeURIComponent(coded);
  return disposition?.match(/filename="?([^";]+)"?/)?.[1];
}
