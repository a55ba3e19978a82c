import i18next, { type TOptions } from 'i18next';

type Texts = Record<string, unknown>;

// One file a feature: its name is the namespace, so risks:title is in it/risks.json. These are on every page; the
// others come with their route, through withTexts.
const core = import.meta.glob<Texts>('./it/{app,common,problem,ui}.json', { eager: true, import: 'default' });
const rest = import.meta.glob<Texts>(['./it/*.json', '!./it/{app,common,problem,ui}.json'], {
  import: 'default',
});

const nameOf = (path: string) => path.slice('./it/'.length, -'.json'.length);

i18next.init({
  lng: 'it',
  resources: { it: Object.fromEntries(Object.entries(core).map(([path, texts]) => [nameOf(path), texts])) },
  ns: [...Object.keys(core), ...Object.keys(rest)].map(nameOf),
  defaultNS: 'common',
  initAsync: false,
  returnNull: false,
  interpolation: { escapeValue: false }, // React escapes
  saveMissing: true,
  // Loud on purpose: the browser stories fail on any console error.
  missingKeyHandler: (_languages, ns, key) => console.error(`i18n: no text for ${ns}:${key}`),
});

/** The text of a key. Plurals by `count`, as i18next. */
export const t = (key: string, values?: TOptions): string => i18next.t(key, values ?? {}) as string;

/** Whether a text exists: for words that come from the server, such as an action or a code. */
export const hasText = (key: string): boolean => i18next.exists(key);

/** The text of a key the server may invent tomorrow: its own words when we have none. */
export const tOr = (key: string, fallback: string): string => (hasText(key) ? t(key) : fallback);

export async function loadTexts(ns: string): Promise<void> {
  const load = rest[`./it/${ns}.json`];
  if (load && !i18next.hasResourceBundle('it', ns)) i18next.addResourceBundle('it', ns, await load());
}

/** A module together with the texts it shows. */
export const withTexts =
  <M>(namespaces: string[], load: () => Promise<M>) =>
  async (): Promise<M> => {
    const [module] = await Promise.all([load(), ...namespaces.map(loadTexts)]);
    return module;
  };
