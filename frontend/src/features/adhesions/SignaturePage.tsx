import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { http, onceHeader, orThrow, type Schemas } from '@/api/client';
import { refetchAll } from '@/api/query-client';
import { t } from '@/lib/i18n';
import { useIdempotencyKey } from '@/lib/idempotency';
import { useCrumbs } from '@/resource/crumbs';
import type { FormValues } from '@/resource/definition';
import { toBody, toValues } from '@/resource/form-values';
import { ResourceForm } from '@/resource/ResourceForm';
import { Loading } from '@/ui/Loading';
import { Notice } from '@/ui/Notice';
import { Page } from '@/ui/Page';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { toast } from '@/ui/Toast';
import { definition } from './definition';
import { signature } from './fields';

const sections = [{ id: '', fields: signature() }];
const fields = signature();

/** A member accepts the new text of the protocol. */
export function SignaturePage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const navigate = useNavigate();
  const [once] = useIdempotencyKey();
  const { data, error } = useQuery({ ...definition.resource.item(id), refetchOnWindowFocus: false });
  const trail = useCrumbs(definition);
  const back = `/adesioni/${id}`;
  const allowed = data?.row.protocol_pending && (data.row.actions as string[]).includes('edit');
  const save = async (values: FormValues) => {
    const body = { municipality: id, ...toBody(fields, values) } as Schemas['AgreementSignatureNew'];
    orThrow(await http.POST('/signatures', { params: { header: onceHeader(once) }, body }));
  };
  return (
    <Page
      title={t('adhesions:pending.button')}
      lead={t('adhesions:pending.text')}
      crumbs={[...trail, ...(data ? [{ to: back, label: data.row.name }] : [])]}
    >
      <ProblemAlert problem={error} />
      {!data && !error && <Loading />}
      {data && !allowed && <Notice tone="info" title={t('adhesions:pending.not')} />}
      {allowed && (
        <ResourceForm
          def={definition}
          sections={sections}
          values={toValues(fields, {})}
          back={back}
          save={save}
          saved={() => {
            toast(t('adhesions:pending.done', { name: data.row.name }));
            navigate({ to: back as '/', ignoreBlocker: true });
            refetchAll();
          }}
        />
      )}
    </Page>
  );
}
