import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { http, ifMatch, onceHeader, orThrow, type Schemas, type Tagged } from '@/api/client';
import { refetchAll } from '@/api/query-client';
import { t } from '@/lib/i18n';
import { useIdempotencyKey } from '@/lib/idempotency';
import { first, type Search } from '@/lib/url-state';
import { useCrumbs } from '@/resource/crumbs';
import type { FieldDef, FormValues } from '@/resource/definition';
import { toBody, toValues } from '@/resource/form-values';
import { ResourceForm } from '@/resource/ResourceForm';
import { Loading } from '@/ui/Loading';
import { Notice } from '@/ui/Notice';
import { Page } from '@/ui/Page';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { toast } from '@/ui/Toast';
import { definition } from './definition';
import { type Section, stepSections } from './fields';
import { usePapers } from './usePapers';
import type { Adhesion } from './words';

const ns = 'adhesions';

/** One step: what it means, and exactly the fields it asks for, with what is known already in them. */
export function StepPage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const action = first((useSearch({ strict: false }) as Search).azione) ?? '';
  const { data, error } = useQuery({ ...definition.resource.item(id), refetchOnWindowFocus: false });
  const documents = usePapers(id);
  const trail = useCrumbs(definition);
  const crumbs = [...trail, ...(data ? [{ to: `/adesioni/${id}`, label: data.row.name }] : [])];
  const allowed = data && (data.row.actions as string[]).includes(action);
  const problem = error ?? documents.error;
  return (
    <Page
      title={allowed ? t(`${ns}:step.${action}.name`) : t(`${ns}:one`)}
      lead={allowed ? t(`${ns}:step.${action}.explain`) : undefined}
      crumbs={crumbs}
    >
      <ProblemAlert problem={problem} />
      {!problem && !(data && documents.data) && <Loading />}
      {data && !allowed && <Notice tone="warning" title={t(`${ns}:not-now`)} />}
      {data && allowed && documents.data && (
        <Taking loaded={data as Tagged<Adhesion>} action={action} papers={documents.data} />
      )}
    </Page>
  );
}

type Props = { loaded: Tagged<Adhesion>; action: string; papers: Schemas['Document'][] };

function Taking({ loaded: { row, etag }, action, papers }: Props) {
  const navigate = useNavigate();
  const [once] = useIdempotencyKey();
  const sections = withPapers(stepSections(action), action, papers);
  const fields = sections.flatMap((section) => section.fields);
  const back = `/adesioni/${row.municipality}`;

  const save = async (values: FormValues) => {
    const params = {
      path: { istat_code: row.municipality },
      header: { ...ifMatch(etag), ...onceHeader(once) },
    };
    const body = bodyOf(toBody(fields, values), row) as unknown as Schemas['AdhesionStepNew'];
    // The address is put together from an action the server has offered.
    const path = `/adhesions/{istat_code}/${action}` as '/adhesions/{istat_code}/interest';
    orThrow(await http.POST(path, { params, body }));
  };
  return (
    <ResourceForm
      def={definition}
      sections={sections}
      values={toValues(fields, row)}
      back={back}
      save={save}
      saved={() => {
        toast(t(`${ns}:taken`, { step: t(`${ns}:step.${action}.name`), name: row.name }));
        navigate({ to: back as '/', ignoreBlocker: true });
        refetchAll();
      }}
    />
  );
}

/** The papers the municipality has put here, to tie to the step. */
function withPapers(sections: Section[], action: string, papers: Schemas['Document'][]): Section[] {
  if (papers.length === 0) return sections;
  const options = papers.map(({ id, title }) => ({ value: String(id), label: title }));
  const field: FieldDef =
    action === 'signature'
      ? { name: 'signature.document', kind: 'select', full: true, numeric: true, useOptions: () => options }
      : { name: 'documents', kind: 'multi', full: true, useOptions: () => options };
  return [...sections, { id: 'papers', fields: [field] }];
}

/** What the form does not show of a part stays as it is; a substitute nobody wrote is none. */
function bodyOf(body: FormValues, row: Adhesion): FormValues {
  const sent: FormValues = { note: '', ...body, act_reference: body.act_reference ?? '' };
  for (const part of ['act', 'publication', 'transmission'] as const) {
    if (body[part]) sent[part] = { ...row[part], ...(body[part] as object) };
  }
  if (body.documents) sent.documents = (body.documents as string[]).map(Number);
  const designation = body.designation as FormValues | undefined;
  const substitute = designation?.substitute as FormValues | undefined;
  if (designation && !Object.values(substitute ?? {}).some(Boolean)) {
    sent.designation = { ...designation, substitute: undefined };
  }
  return sent;
}
