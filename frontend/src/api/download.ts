import { asProblem } from '@/lib/problem';
import { send } from './send';
import { base } from './token';

export const formats = {
  csv: 'text/csv',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;
export type Format = keyof typeof formats;

/** Saves what a list holds, whole, in a format: same path and query as the list, chosen by Accept. Throws a Problem. */
export async function download(pathAndQuery: string, format: Format, name: string): Promise<void> {
  const response = await send(new Request(base + pathAndQuery, { headers: { Accept: formats[format] } }));
  if (!response.ok) throw asProblem(await response.json());
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await response.blob());
  link.download = fileName(response.headers.get('Content-Disposition')) ?? `${name}.${format}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

const fileName = (disposition: string | null) => disposition?.match(/filename="?([^";]+)"?/)?.[1];
