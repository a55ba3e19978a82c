import { municipalities, type Vocabularies, vocabularies, zones } from '@/api/reference';
import { useSession } from '@/api/session';
import type { Option } from '@/ui/Field';

type CodedList = {
  [K in keyof Vocabularies]: Vocabularies[K] extends { code: string; name: string }[] ? K : never;
}[keyof Vocabularies];

/** The options of a vocabulary, `TF07 Affidamenti sotto soglia`. */
export const vocabularyOptions = (list: CodedList) => (): Option[] =>
  vocabularies()
    [list].filter((one) => !('archived' in one && one.archived))
    .map(({ code, name }) => ({ value: code, label: `${code} ${name}` }));

/** Every municipality: for a filter. */
export const municipalityOptions = (): Option[] =>
  municipalities().map(({ istat_code, name }) => ({ value: istat_code, label: name }));

/** The zones the network works with: for a filter or a form. */
export const operationalZoneOptions = (): Option[] =>
  zones()
    .filter(({ operational }) => operational)
    .map(({ id, name }) => ({ value: String(id), label: name }));

/** The municipalities one works for, all of them for who works for the whole network: for a form. */
export function useOwnMunicipalityOptions(): Option[] {
  const mine = useSession().me?.municipalities ?? [];
  return mine.length > 0
    ? mine.map(({ istat_code, name }) => ({ value: istat_code, label: name }))
    : municipalityOptions();
}
