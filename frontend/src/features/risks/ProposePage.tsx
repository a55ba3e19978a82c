import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useRef } from 'react';
import { http, onceHeader, orThrow, type Schemas } from '@/api/client';
import { useMunicipality } from '@/api/municipality';
import { refetchAll } from '@/api/query-client';
import { t } from '@/lib/i18n';
import { useIdempotencyKey } from '@/lib/idempotency';
import { useCrumbs } from '@/resource/crumbs';
import type { FieldDef, FormValues } from '@/resource/definition';
import { toBody, toValues } from '@/resource/form-values';
import { useOwnMunicipalityOptions } from '@/resource/options';
import { ResourceForm } from '@/resource/ResourceForm';
import { Loading } from '@/ui/Loading';
import { Notice } from '@/ui/Notice';
import { Page } from '@/ui/Page';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { toast } from '@/ui/Toast';
import { applicability, definition, motivation, words } from './definition';

const who: FieldDef[] = [
  { name: 'municipality', kind: 'select', required: true, useOptions: useOwnMunicipalityOptions },
  { ...motivation, required: true },
];
const own = [...words, applicability];
const sections = [
  { id: 'propose', fields: who },
  { id: 'words', fields: own },
];

/** Proposes other words for an entry of the catalogue: a draft, until it is presented. */
export function ProposePage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const { data, error } = useQuery({ ...definition.resource.item(id), refetchOnWindowFocus: false });
  const { code } = useMunicipality();
  const [once] = useIdempotencyKey();
  const navigate = useNavigate();
  const made = useRef(0);
  const crumbs = useCrumbs(definition);
  const trail = data ? [...crumbs, { to: `/rischi/${id}`, label: definition.title(data.row) }] : crumbs;
  const allowed = data?.row.actions.includes('proposal');
  const save = async (values: FormValues) => {
    const body = {
      ...toBody([...who, ...own], values),
      area: data?.row.area,
      revises_id: Number(id),
    } as unknown as Schemas['ProposalNew'];
    made.current = orThrow(await http.POST('/proposals', { params: { header: onceHeader(once) }, body })).id;
  };
  return (
    <Page title={t('risks:propose.title')} lead={t('risks:propose.lead')} crumbs={trail}>
      <ProblemAlert problem={error} />
      {!data && !error && <Loading />}
      {data && !allowed && <Notice tone="warning" title={t('common:not-allowed')} />}
      {data && allowed && (
        <ResourceForm
          def={definition}
          sections={sections}
          values={toValues([...who, ...own], { ...data.row, municipality: code, motivation: '' })}
          back={`/rischi/${id}`}
          save={save}
          saved={() => {
            toast(t('risks:propose.done'));
            navigate({ to: `/proposte/${made.current}` as '/', ignoreBlocker: true });
            refetchAll();
          }}
        />
      )}
    </Page>
  );
}
