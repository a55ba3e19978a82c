import { api, type Schemas } from '@/api/client';
import { municipalities, type Vocabularies, vocabularies, zones } from '@/api/reference';
import { useSession } from '@/api/session';
import type { Option } from '@/ui/Field';
import type { FieldDef } from './definition';

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

/** The municipalities one works for, those of the zone for who coordinates it, all of them for who works for the whole network. */
export function useOwnMunicipalityOptions(): Option[] {
  const { me } = useSession();
  const mine = me?.municipalities ?? [];
  if (mine.length > 0) return mine.map(({ istat_code, name }) => ({ value: istat_code, label: name }));
  const ids = (me?.mandates ?? []).map(({ zone_id }) => zone_id);
  const codes = zones()
    .filter(({ id, operational }) => operational && ids.includes(id))
    .map(({ code }) => code);
  if (codes.length === 0) return municipalityOptions();
  return municipalities()
    .filter(({ operational_zone }) => operational_zone && codes.includes(operational_zone))
    .map(({ istat_code, name }) => ({ value: istat_code, label: name }));
}

/** Of which of one's own municipalities something is: chosen once. */
export const ownMunicipality: FieldDef = {
  name: 'municipality',
  kind: 'select',
  required: true,
  createOnly: true,
  useOptions: useOwnMunicipalityOptions,
};

/** The groups of the project, those that fit: for a filter or a form. */
export function useGroupOptions(fits: (group: Schemas['ProjectGroup']) => boolean = () => true): Option[] {
  const query = { sort: 'name', limit: 200 } as const;
  const { data } = api.useQuery('get', '/project-groups', { params: { query } });
  const items = typeof data === 'object' ? data.items : [];
  return items.filter(fits).map(({ id, name }) => ({ value: String(id), label: name }));
}
