/** The search part of a URL: one value or several of the same name. No JSON, so it reads like the API's own query. */
export type Search = Record<string, string | string[] | undefined>;

export function parseSearch(text: string): Search {
  const found: Record<string, string | string[]> = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const before = found[name];
    found[name] = before === undefined ? value : [before, value].flat();
  }
  return found;
}

export function stringifySearch(search: Record<string, unknown>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    for (const one of [value].flat()) {
      if (one !== undefined && one !== null && one !== '') params.append(name, String(one));
    }
  }
  const text = params.toString();
  return text ? `?${text}` : '';
}

/** The values of a name, none, one or many. */
export const all = (value: string | string[] | undefined): string[] =>
  value === undefined ? [] : [value].flat();

/** The first value of a name. */
export const first = (value: string | string[] | undefined): string | undefined => all(value)[0];
