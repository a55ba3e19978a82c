import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useRef } from 'react';
import { http, onceHeader, orThrow, type Schemas } from '@/api/client';
import { useMunicipality } from '@/api/municipality';
import { refetchAll } from '@/api/query-client';
import { t } from '@/lib/i18n';
import { useIdempotencyKey } from '@/lib/idempotency';
import type { Search } from '@/lib/url-state';
import { useCrumbs } from '@/resource/crumbs';
import type { FieldDef, FormValues } from '@/resource/definition';
import { toBody, toValues } from '@/resource/form-values';
import { useOwnMunicipalityOptions } from '@/resource/options';
import { ResourceForm } from '@/resource/ResourceForm';
import type { Option } from '@/ui/Field';
import { Loading } from '@/ui/Loading';
import { Notice } from '@/ui/Notice';
import { Page } from '@/ui/Page';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { toast } from '@/ui/Toast';
import { definition, motivation, words } from './definition';

const own = words.filter(({ name }) => name !== 'typology');
/** Those one works for that have not adopted the entry yet. */
function useFreeMunicipalities(): Option[] {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const mine = useOwnMunicipalityOptions();
  const query = { adopted: id, scope: 'local', limit: 200 };
  const { data } = useQuery(definition.resource.list(query));
  const taken = data?.items.map((risk) => risk.municipality);
  return taken ? mine.filter(({ value }) => !taken.includes(value)) : [];
}

const who: FieldDef[] = [
  { name: 'municipality', kind: 'select', required: true, useOptions: useFreeMunicipalities },
  { ...motivation, required: true },
];
const sections = [
  { id: 'adopt', fields: who },
  { id: 'words', fields: own },
];
const fields = [...who, ...own];

/** Brings an entry of the catalogue into a municipality, with its motivation and its own words. */
export function AdoptPage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const { data, error } = useQuery(definition.resource.item(id));
  const crumbs = useCrumbs(definition);
  const trail = data ? [...crumbs, { to: `/rischi/${id}`, label: definition.title(data.row) }] : crumbs;
  const allowed = data?.row.actions.includes('adoption');
  return (
    <Page title={t('risks:adopt.title')} lead={t('risks:adopt.lead')} crumbs={trail}>
      <ProblemAlert problem={error} />
      {!data && !error && <Loading />}
      {data && !allowed && <Notice tone="warning" title={t('risks:adopt.refused')} />}
      {data && allowed && <Adoption id={id} entry={data.row} />}
    </Page>
  );
}

function Adoption({ id, entry }: { id: string; entry: Schemas['Risk'] }) {
  const { code } = useMunicipality();
  const { municipality = code } = useSearch({ strict: false }) as Search;
  const [once] = useIdempotencyKey();
  const navigate = useNavigate();
  const created = useRef('');
  const save = async (values: FormValues) => {
    const params = { path: { id: Number(id) }, header: onceHeader(once) };
    const body = toBody(fields, values) as Schemas['RiskAdoption'];
    const risk = orThrow(await http.POST('/risks/{id}/adoption', { params, body }));
    created.current = definition.resource.keyOf(risk);
  };
  return (
    <ResourceForm
      def={definition}
      sections={sections}
      values={toValues(fields, { ...entry, municipality, motivation: '' })}
      back={`/rischi/${id}`}
      save={save}
      saved={() => {
        toast(t('risks:adopt.done'));
        navigate({ to: `/rischi/${created.current}` as '/', ignoreBlocker: true });
        refetchAll();
      }}
    />
  );
}
