import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { Tagged } from '@/api/client';
import { refetchAll } from '@/api/query-client';
import { t } from '@/lib/i18n';
import { Loading } from '@/ui/Loading';
import { Notice } from '@/ui/Notice';
import { Page } from '@/ui/Page';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { toast } from '@/ui/Toast';
import { useCrumbs } from './crumbs';
import type { AnyDefinition, AnyForm, FormValues } from './definition';
import { fitting, toBody, toValues } from './form-values';
import { ResourceForm } from './ResourceForm';
import type { AnyRow } from './resource';
import { useConflict } from './useConflict';

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

  const { base, meet, dialog } = useConflict({ def, id, loaded, names, valuesOf });
  const [start] = useState(() => valuesOf(loaded.row));

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
      {dialog}
    </>
  );
}
