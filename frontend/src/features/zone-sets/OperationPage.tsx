import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { api, http, ifMatch, onceHeader, orThrow, type Schemas, type Tagged } from '@/api/client';
import { refetchAll } from '@/api/query-client';
import { municipalityName } from '@/api/reference';
import { formatDay, today } from '@/lib/dates';
import { t } from '@/lib/i18n';
import { useIdempotencyKey } from '@/lib/idempotency';
import type { Problem } from '@/lib/problem';
import { useCrumbs } from '@/resource/crumbs';
import { Button } from '@/ui/Button';
import { Field } from '@/ui/Field';
import { Loading } from '@/ui/Loading';
import { Notice } from '@/ui/Notice';
import { Page } from '@/ui/Page';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { toast } from '@/ui/Toast';
import { definition } from './definition';

/** Says what becoming operational changes, from which day, and does it. */
export function OperationPage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const { data, error } = useQuery({ ...definition.resource.item(id), refetchOnWindowFocus: false });
  const crumbs = useCrumbs(definition);
  const trail = data ? [...crumbs, { to: `/insiemi-di-zone/${id}`, label: data.row.name }] : crumbs;
  const allowed = data?.row.actions.includes('operation');
  return (
    <Page title={t('zone-sets:operate.title')} lead={t('zone-sets:operate.lead')} crumbs={trail}>
      <ProblemAlert problem={error} />
      {!data && !error && <Loading />}
      {data && !allowed && <Notice tone="warning" title={t('common:not-editable')} />}
      {data && allowed && <Operation set={data} />}
    </Page>
  );
}

function Operation({ set: { row, etag } }: { set: Tagged<Schemas['ZoneSet']> }) {
  const [from, setFrom] = useState(today());
  const [once] = useIdempotencyKey();
  const navigate = useNavigate();
  const params = { path: { id: row.id }, query: { from } };
  const told = api.useQuery('get', '/zone-sets/{id}/operation', { params }, { enabled: from !== '' });
  const start = useMutation<void, Problem>({
    mutationFn: async () => {
      const header = { ...ifMatch(etag), ...onceHeader(once) };
      orThrow(
        await http.POST('/zone-sets/{id}/operation', {
          params: { path: { id: row.id }, header },
          body: { from },
        }),
      );
    },
    onSuccess: async () => {
      toast(t('zone-sets:operate.done', { from: formatDay(from), name: row.name }));
      await navigate({ to: `/insiemi-di-zone/${row.id}` as '/' }); // first: what this page asks is no longer a question
      await refetchAll();
    },
  });
  const h = told.data;
  return (
    <>
      <Field
        label={t('zone-sets:operate.from')}
        type="date"
        required
        value={from}
        onChange={(event) => setFrom(event.target.value)}
      />
      <ProblemAlert problem={told.error} fields />
      <ProblemAlert problem={start.error} fields />
      {h && (
        <>
          <p>
            {h.replaces
              ? t('zone-sets:operate.replaces', { name: h.replaces })
              : t('zone-sets:operate.first')}
          </p>
          {h.unassigned.length > 0 && (
            <Notice tone="warning" title={t('zone-sets:operate.unassigned', { count: h.unassigned.length })}>
              <p>{h.unassigned.map(municipalityName).join(', ')}</p>
            </Notice>
          )}
          {h.ending.length > 0 && (
            <Notice title={t('zone-sets:operate.ending', { count: h.ending.length })}>
              <ul>
                {h.ending.map(({ mandate_id, zone, zone_name, person, substitute }) => (
                  <li key={mandate_id}>
                    {`${zone} ${zone_name}: ${person}`}
                    {substitute && ` (${t('zone-sets:operate.substitute')})`}
                  </li>
                ))}
              </ul>
            </Notice>
          )}
          {h.appointing.length > 0 && (
            <Notice title={t('zone-sets:operate.appointing', { count: h.appointing.length })}>
              <p>{h.appointing.map(({ code, name }) => `${code} ${name}`).join(', ')}</p>
            </Notice>
          )}
          <Button busy={start.isPending} onClick={() => start.mutate()}>
            {t('zone-sets:operate.confirm', { from: formatDay(from) })}
          </Button>
        </>
      )}
    </>
  );
}
