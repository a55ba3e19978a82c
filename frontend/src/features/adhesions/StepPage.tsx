import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { http, ifMatch, onceHeader, orThrow, type Schemas, type Tagged } from '@/api/client';
import { refetchAll } from '@/api/query-client';
import { formatDay } from '@/lib/dates';
import { t } from '@/lib/i18n';
import { useIdempotencyKey } from '@/lib/idempotency';
import { first, type Search } from '@/lib/url-state';
import { adhesionText } from '@/resource/adhesion';
import { useCrumbs } from '@/resource/crumbs';
import type { FieldDef, FormValues } from '@/resource/definition';
import { toBody, toValues } from '@/resource/form-values';
import { ResourceForm } from '@/resource/ResourceForm';
import { useConflict } from '@/resource/useConflict';
import { Button, LinkButton } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { Loading } from '@/ui/Loading';
import { Notice } from '@/ui/Notice';
import { Page } from '@/ui/Page';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { toast } from '@/ui/Toast';
import { definition } from './definition';
import { type Section, stepSections } from './fields';
import { Undone } from './Undone';
import { usePapers } from './usePapers';
import type { Adhesion } from './words';

const ns = 'adhesions';

/** One step: what it means, and exactly the fields it asks for, with what is known already in them. */
export function StepPage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const action = first((useSearch({ strict: false }) as Search).azione) ?? '';
  return <Step key={`${id}/${action}`} id={id} action={action} />;
}

function Step({ id, action }: { id: string; action: string }) {
  const { data, error } = useQuery({ ...definition.resource.item(id), refetchOnWindowFocus: false });
  const documents = usePapers(id);
  const trail = useCrumbs(definition);
  const crumbs = [...trail, ...(data ? [{ to: `/adesioni/${id}`, label: data.row.name }] : [])];
  // A form that is open stays open, whatever a refetch behind it finds: what was typed is not lost.
  const opened = useRef<Tagged<Adhesion>>(undefined);
  if (data && isOpen(data.row, action)) opened.current ??= data as Tagged<Adhesion>;
  const allowed = opened.current;
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
      {allowed && action === 'annulment' && <Undone municipality={id} />}
      {allowed && documents.data && <Taking loaded={allowed} action={action} papers={documents.data} />}
    </Page>
  );
}

const isOpen = ({ actions }: { actions: string[] }, action: string) => actions.includes(action);

type Props = { loaded: Tagged<Adhesion>; action: string; papers: Schemas['Document'][] };

function Taking({ loaded, action, papers }: Props) {
  const navigate = useNavigate();
  const [once] = useIdempotencyKey();
  const { row } = loaded;
  const sections = withPapers(stepSections(action), action, papers);
  const fields = sections.flatMap((section) => section.fields);
  const names = fields.map(({ name }) => name);
  const [start] = useState(() => toValues(fields, row));
  const back = `/adesioni/${row.municipality}`;
  const { base, meet, dialog } = useConflict({
    def: definition,
    id: row.municipality,
    loaded,
    names,
    stored: names.filter((name) => /^(act|publication|transmission)\./.test(name)),
    valuesOf: (one) => toValues(fields, one),
    instead: (saved, who, close) =>
      isOpen(saved as Adhesion, action) ? null : <Moved row={saved as Adhesion} who={who} onClose={close} />,
  });

  const save = async (values: FormValues) => {
    const params = {
      path: { istat_code: row.municipality },
      header: { ...ifMatch(base.current.etag), ...onceHeader(once) },
    };
    const body = bodyOf(
      toBody(fields, values),
      base.current.row as Adhesion,
    ) as unknown as Schemas['AdhesionStepNew'];
    // The address is put together from an action the server has offered.
    const path = `/adhesions/{istat_code}/${action}` as '/adhesions/{istat_code}/interest';
    orThrow(await http.POST(path, { params, body }));
  };
  return (
    <>
      <ResourceForm
        def={definition}
        sections={sections}
        values={start}
        back={back}
        save={save}
        explain={meet}
        saved={() => {
          toast(t(`${ns}:taken`, { step: t(`${ns}:step.${action}.name`), name: row.name }));
          navigate({ to: back as '/', ignoreBlocker: true });
          refetchAll();
        }}
      />
      {dialog}
    </>
  );
}

type MovedProps = { row: Adhesion; who?: string; onClose: () => void };

/** Somebody took another step meanwhile: this one has no place any more. What was typed stays in the form. */
const Moved = ({ row, who, onClose }: MovedProps) => (
  <Dialog
    title={t('ui:conflict.title')}
    onClose={onClose}
    actions={
      <>
        <LinkButton look="outline" to={`/adesioni/${row.municipality}`}>
          {t(`${ns}:moved.open`)}
        </LinkButton>
        <Button onClick={onClose}>{t('ui:conflict.back')}</Button>
      </>
    }
  >
    <p>
      {who ?? t('ui:conflict.someone')}{' '}
      {t(`${ns}:moved.text`, { state: adhesionText(row.state), day: formatDay(row.since) })}
    </p>
  </Dialog>
);

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
