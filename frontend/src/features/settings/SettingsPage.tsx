import { useQuery } from '@tanstack/react-query';
import { api, http, tagged } from '@/api/client';
import { useSession } from '@/api/session';
import { formatInstant } from '@/lib/dates';
import { t, tOr } from '@/lib/i18n';
import { History } from '@/ui/History';
import { Loading } from '@/ui/Loading';
import { Notice } from '@/ui/Notice';
import { Page } from '@/ui/Page';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { WeightsForm } from './WeightsForm';

/** What the secretariat sets for the whole network. */
export function SettingsPage() {
  const { can } = useSession();
  const crumbs = [{ to: '/home', label: t('common:home') }];
  return (
    <Page title={t('settings:title')} lead={t('settings:intro')} crumbs={crumbs}>
      {can('setting:write') ? <Weights /> : <Notice tone="warning" title={t('common:not-allowed')} />}
    </Page>
  );
}

function Weights() {
  const { data, error, refetch } = useQuery({
    queryKey: ['network-settings', 'disadvantage'],
    queryFn: async ({ signal }) => tagged(await http.GET('/network-settings/disadvantage', { signal })),
    refetchOnWindowFocus: false,
  });
  return (
    <section>
      <h2 className="h4">{t('settings:weights.title')}</h2>
      <p className="readable">{t('settings:weights.lead')}</p>
      <ProblemAlert problem={error} retry={() => refetch()} />
      {!data && !error && <Loading />}
      {data && (
        <>
          <WeightsForm key={data.row.version} setting={data.row} etag={data.etag} reload={() => refetch()} />
          <Changes key={`h${data.row.version}`} />
        </>
      )}
    </section>
  );
}

function Changes() {
  const { data } = api.useQuery('get', '/network-settings/disadvantage/history');
  if (!data || data.items.length === 0) return null;
  return (
    <>
      <h3 className="h5 mt-5">{t('settings:history')}</h3>
      <History
        entries={data.items.map(({ id, at, actor, changes }) => ({
          key: String(id),
          when: formatInstant(at),
          who: tOr(`common:actor.${actor}`, actor),
          what: t('settings:weights.changed'),
          changes: changes.map(({ field, old, new: now }) => ({
            field,
            label: tOr(`settings:field.${field}`, field),
            before: old,
            after: now,
          })),
        }))}
      />
    </>
  );
}
