import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { api, http, ifMatch, orThrow, type Schemas, type Tagged } from '@/api/client';
import { refetchAll } from '@/api/query-client';
import { today } from '@/lib/dates';
import { t } from '@/lib/i18n';
import { useCrumbs } from '@/resource/crumbs';
import type { FieldDef, FormValues } from '@/resource/definition';
import { toBody, toValues } from '@/resource/form-values';
import { municipalityOptions } from '@/resource/options';
import { ResourceForm } from '@/resource/ResourceForm';
import { Loading } from '@/ui/Loading';
import { Notice } from '@/ui/Notice';
import { Page } from '@/ui/Page';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { toast } from '@/ui/Toast';
import { definition } from './definition';

const fields: FieldDef[] = [
  { name: 'from', kind: 'date', required: true },
  { name: 'municipalities', kind: 'multi', full: true, useOptions: municipalityOptions },
];

/** Who belongs to a zone from a day on; what was before stays in its history. */
export function MembersPage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const zone = useQuery({ ...definition.resource.item(id), refetchOnWindowFocus: false });
  const members = api.useQuery('get', '/zones/{id}/members', { params: { path: { id: Number(id) } } });
  const crumbs = useCrumbs(definition);
  const trail = zone.data ? [...crumbs, { to: `/zone/${id}`, label: zone.data.row.name }] : crumbs;
  const problem = zone.error ?? members.error;
  const allowed = zone.data?.row.actions.includes('members');
  return (
    <Page title={t('zones:members.edit')} lead={t('zones:members.lead')} crumbs={trail}>
      <ProblemAlert problem={problem} />
      {!problem && !(zone.data && members.data) && <Loading />}
      {zone.data && !allowed && <Notice tone="warning" title={t('common:not-editable')} />}
      {zone.data && allowed && members.data && (
        <Editor zone={zone.data} members={members.data.municipalities} />
      )}
    </Page>
  );
}

type Props = { zone: Tagged<Schemas['Zone']>; members: Schemas['ZoneMember'][] };

function Editor({ zone: { row, etag }, members }: Props) {
  const navigate = useNavigate();
  const save = async (values: FormValues) => {
    const params = { path: { id: row.id }, header: ifMatch(etag) };
    const body = toBody(fields, values) as Schemas['ZoneMembersEdit'];
    const { moved } = orThrow(await http.PUT('/zones/{id}/members', { params, body }));
    if (moved.length === 0) return;
    const names = moved.map(({ name, zone }) => t('zones:members.left', { name, zone })).join(', ');
    toast(t('zones:members.moved', { names }));
  };
  return (
    <ResourceForm
      def={definition}
      sections={[{ id: '', fields }]}
      values={toValues(fields, { from: today(), municipalities: members.map((one) => one.municipality) })}
      back={`/zone/${row.id}`}
      save={save}
      saved={() => {
        toast(t('common:saved', { title: row.name }));
        navigate({ to: `/zone/${row.id}` as '/', ignoreBlocker: true });
        refetchAll();
      }}
    />
  );
}
