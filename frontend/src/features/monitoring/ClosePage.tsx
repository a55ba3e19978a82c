import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { http, ifMatch, onceHeader, orThrow } from '@/api/client';
import { refetchAll } from '@/api/query-client';
import { t } from '@/lib/i18n';
import { useIdempotencyKey } from '@/lib/idempotency';
import { useCrumbs } from '@/resource/crumbs';
import type { FieldDef, FormValues } from '@/resource/definition';
import { toValues } from '@/resource/form-values';
import { ResourceForm } from '@/resource/ResourceForm';
import { LinkButton } from '@/ui/Button';
import { Loading } from '@/ui/Loading';
import { Notice } from '@/ui/Notice';
import { Page } from '@/ui/Page';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { toast } from '@/ui/Toast';
import { definition } from './definition';
import { ns } from './words';

const fields: FieldDef[] = [
  { name: 'outcome', kind: 'textarea', required: true, full: true, maxLength: 4000 },
];

/** The review (riesame), which closes the round. */
export function ClosePage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const navigate = useNavigate();
  const [once] = useIdempotencyKey();
  const { data, error } = useQuery({ ...definition.resource.item(id), refetchOnWindowFocus: false });
  const trail = useCrumbs(definition);
  const back = `/monitoraggio/${id}`;
  const missing = data ? data.row.progress.sampled! - data.row.progress.sampled_reviewed! : 0;
  const allowed = data?.row.actions.includes('close');
  const save = async (values: FormValues) => {
    const header = { ...ifMatch(data!.etag), ...onceHeader(once) };
    const params = { path: { id: Number(id) }, header };
    const body = { outcome: String(values.outcome ?? '') };
    orThrow(await http.POST('/monitoring-rounds/{id}/close', { params, body }));
  };
  return (
    <Page
      title={t(`${ns}:action.close`)}
      lead={t(`${ns}:close-lead`)}
      crumbs={[...trail, ...(data ? [{ to: back, label: definition.title(data.row) }] : [])]}
    >
      <ProblemAlert problem={error} />
      {!data && !error && <Loading />}
      {data && !allowed && <Notice tone="warning" title={t('common:not-editable')} />}
      {allowed && missing > 0 && (
        <Notice tone="warning" title={t(`${ns}:missing`, { count: missing })}>
          <p>{t(`${ns}:missing-text`)}</p>
          <LinkButton look="outline" small to={back}>
            {t(`${ns}:see-checks`)}
          </LinkButton>
        </Notice>
      )}
      {data && allowed && missing === 0 && (
        <ResourceForm
          def={definition}
          sections={[{ id: '', fields }]}
          values={toValues(fields, data.row)}
          back={back}
          save={save}
          saved={() => {
            toast(t(`${ns}:closed`));
            navigate({ to: back as '/', ignoreBlocker: true });
            refetchAll();
          }}
        />
      )}
    </Page>
  );
}
