import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import type { Tagged } from '@/api/client';
import { queryClient, refetchAll } from '@/api/query-client';
import { t } from '@/lib/i18n';
import type { Problem } from '@/lib/problem';
import { ConflictDialog } from '@/ui/ConflictDialog';
import { Loading } from '@/ui/Loading';
import { Notice } from '@/ui/Notice';
import { Page } from '@/ui/Page';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { toast } from '@/ui/Toast';
import { useCrumbs } from './crumbs';
import type { AnyDefinition, AnyForm, FormValues } from './definition';
import { differences, fitting, merge, toBody, toValues } from './form-values';
import { ResourceForm } from './ResourceForm';
import type { AnyRow } from './resource';
import { fieldLabel, valueText } from './words';

/** The editable part of a row, or one of its parts with a form of their own. */
export function ResourceEditPage({ def, part }: { def: AnyDefinition; part?: string }) {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const { data, error } = useQuery({ ...def.resource.item(id), refetchOnWindowFocus: false });
  const trail = useCrumbs(def);
  const crumbs = [...trail, ...(data ? [{ to: `${def.path}/${id}`, label: def.title(data.row) }] : [])];
  const title = t(part ? `${def.ns}:part.${part}` : `${def.ns}:edit`);
  const allowed = data?.row.actions?.includes(part ?? 'edit');
  return (
    <Page title={title} tab={data && `${title}: ${def.title(data.row)}`} crumbs={crumbs}>
      <ProblemAlert problem={error} />
      {!data && !error && <Loading />}
      {data && !allowed && <Notice tone="warning" title={t('common:not-editable')} />}
      {data && allowed && <Editor def={def} part={part} id={id} loaded={data} />}
    </Page>
  );
}

type Base = Tagged<AnyRow>;
type Conflict = { values: FormValues; saved: Base; problem: Problem; again: (values: FormValues) => void };

type EditorProps = { def: AnyDefinition; part?: string; id: string; loaded: Base };

function Editor({ def, part, id, loaded }: EditorProps) {
  const navigate = useNavigate();
  const form = (part ? def.parts?.[part] : def.form) as AnyForm;
  const sections = form.sections.map((section) => ({
    ...section,
    fields: section.fields.filter((field) => !field.createOnly),
  }));
  const fields = sections.flatMap((section) => section.fields);
  const names = fields.map((field) => field.name);
  const valuesOf = (row: AnyRow) => form.toValues?.(row) ?? toValues(fields, row);

  // What the form started from stays put: a refetch behind it must not move the If-Match.
  const base = useRef(loaded);
  const [start] = useState(() => valuesOf(loaded.row));
  const [conflict, setConflict] = useState<Conflict>();

  const back = `${def.path}/${id}`;
  const save = async (values: FormValues) => {
    const { row, etag } = base.current;
    const sent = toBody(fitting(fields, { ...row, ...values }), values);
    const body = form.toEdit ? form.toEdit(sent, values, row) : sent;
    if (part) await def.resource.replacePart(id, part, etag, body);
    else await def.resource.replace(id, etag, body);
  };
  const leave = () => {
    toast(t('common:saved', { title: def.title(base.current.row) }));
    navigate({ to: back as '/', ignoreBlocker: true });
    refetchAll();
  };
  const meet = (problem: Problem, values: FormValues, again: (values: FormValues) => void) => {
    if (problem.status !== 412) return false;
    queryClient
      .fetchQuery({ ...def.resource.item(id), staleTime: 0 })
      .then((saved) => setConflict({ values, saved, problem, again }));
    return true;
  };

  const clashes = conflict
    ? differences(names, valuesOf(base.current.row), conflict.values, valuesOf(conflict.saved.row))
    : [];
  const resolve = (keptMine: Set<string>) => {
    if (!conflict) return;
    base.current = conflict.saved;
    setConflict(undefined);
    conflict.again(
      merge(
        names,
        conflict.values,
        valuesOf(conflict.saved.row),
        keptMine,
        clashes.map((clash) => clash.name),
      ),
    );
  };

  return (
    <>
      <ResourceForm
        def={def}
        sections={sections}
        values={start}
        known={loaded.row}
        back={back}
        save={save}
        saved={leave}
        explain={meet}
      />
      {conflict && (
        <ConflictDialog
          who={conflict.problem.detail}
          clashes={clashes.map(({ name, mine, saved, prefer }) => ({
            name,
            prefer,
            label: fieldLabel(def, name),
            mine: valueText(def, name, mine),
            saved: valueText(def, name, saved),
          }))}
          onResolve={resolve}
          onClose={() => setConflict(undefined)}
        />
      )}
    </>
  );
}
