import { asProblem } from '@/lib/problem';
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

/** Saves the file an address gives, under the name the server says. Throws a Problem. */
export const downloadFile = (pathAndQuery: string, name: string): Promise<void> =>
  save(pathAndQuery, {}, name);

async function save(pathAndQuery: string, headers: Record<string, string>, name: string): Promise<void> {
  const response = await send(new Request(base + pathAndQuery, { headers }));
  if (!response.ok) throw asProblem(await response.json());
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
