import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { api, http, ifMatch, onceHeader, orThrow, type Schemas } from '@/api/client';
import { refetchAll } from '@/api/query-client';
import { today } from '@/lib/dates';
import { t } from '@/lib/i18n';
import { useIdempotencyKey } from '@/lib/idempotency';
import { useCrumbs } from '@/resource/crumbs';
import type { AnyDefinition, FieldDef, FormValues } from '@/resource/definition';
import { operationalZoneOptions } from '@/resource/options';
import { ResourceForm } from '@/resource/ResourceForm';
import { enumOptions } from '@/resource/words';
import { Loading } from '@/ui/Loading';
import { Notice } from '@/ui/Notice';
import { Page } from '@/ui/Page';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { toast } from '@/ui/Toast';
import { definition as risks } from './definition';

const TABLE = 'thematic_table';

function useTableOptions() {
  const query = { kind: [TABLE as 'thematic_table'], limit: 200 };
  const { data } = api.useQuery('get', '/project-groups', { params: { query } });
  const found = typeof data === 'object' ? data.items : [];
  return found.map(({ id, name }) => ({ value: String(id), label: name }));
}

const fields: FieldDef[] = [
  {
    name: 'body',
    kind: 'select',
    required: true,
    useOptions: () => enumOptions('risks', 'body', [TABLE, 'zone']),
  },
  {
    name: 'table',
    kind: 'select',
    required: true,
    useOptions: useTableOptions,
    when: ({ body }) => body === TABLE,
  },
  {
    name: 'zone',
    kind: 'select',
    required: true,
    useOptions: operationalZoneOptions,
    when: ({ body }) => body === 'zone',
  },
  { name: 'validated_on', kind: 'date', required: true },
];

/** Says who validated an entry, or a proposal, and when: it becomes the next published version. */
export function ValidationPage({ def, of }: { def: AnyDefinition; of: 'risks' | 'proposals' }) {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const { data, error } = useQuery({ ...def.resource.item(id), refetchOnWindowFocus: false });
  const [once] = useIdempotencyKey();
  const navigate = useNavigate();
  const crumbs = useCrumbs(def);
  const back = `${def.path}/${id}`;
  const trail = data ? [...crumbs, { to: back, label: def.title(data.row) }] : crumbs;
  const allowed = data?.row.actions?.includes('validation');
  const save = async (values: FormValues) => {
    const body = {
      body: values.body,
      body_id: Number(values.body === TABLE ? values.table : values.zone),
      validated_on: values.validated_on,
    } as Schemas['Validation'];
    const header = { ...ifMatch(data?.etag ?? ''), ...onceHeader(once) };
    const params = { path: { id: Number(id) }, header };
    if (of === 'risks') orThrow(await http.POST('/risks/{id}/validation', { params, body }));
    else orThrow(await http.POST('/proposals/{id}/validation', { params, body }));
  };
  return (
    <Page title={t('risks:validation.title')} lead={t('risks:validation.lead')} crumbs={trail}>
      <ProblemAlert problem={error} />
      {!data && !error && <Loading />}
      {data && !allowed && <Notice tone="warning" title={t('risks:validation.refused')} />}
      {data && allowed && (
        <ResourceForm
          def={risks}
          sections={[{ id: 'validation', fields }]}
          values={{ body: '', table: '', zone: '', validated_on: today() }}
          back={back}
          save={save}
          saved={() => {
            toast(t('risks:validation.done'));
            navigate({ to: back as '/', ignoreBlocker: true });
            refetchAll();
          }}
        />
      )}
    </Page>
  );
}
