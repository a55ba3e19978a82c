import { useQuery } from '@tanstack/react-query';
import { api, http, type Schemas, tagged } from '@/api/client';
import { useSession } from '@/api/session';
import { formatInstant } from '@/lib/dates';
import { t, tOr } from '@/lib/i18n';
import { History } from '@/ui/History';
import { Loading } from '@/ui/Loading';
import { Notice } from '@/ui/Notice';
import { Page } from '@/ui/Page';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { BandsForm } from './BandsForm';
import { WeightsForm } from './WeightsForm';

/** What the secretariat sets for the whole network. */
export function SettingsPage() {
  const { can } = useSession();
  const crumbs = [{ to: '/home', label: t('common:home') }];
  return (
    <Page title={t('settings:title')} lead={t('settings:intro')} crumbs={crumbs}>
      {can('setting:write') ? (
        <>
          <Weights />
          <Bands />
        </>
      ) : (
        <Notice tone="warning" title={t('common:not-allowed')} />
      )}
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
    <section aria-label={t('settings:weights.title')}>
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

function Bands() {
  const { data, error, refetch } = useQuery({
    queryKey: ['network-settings', 'evaluation-bands'],
    queryFn: async ({ signal }) => tagged(await http.GET('/network-settings/evaluation-bands', { signal })),
    refetchOnWindowFocus: false,
  });
  return (
    <section aria-label={t('settings:bands.title')}>
      <h2 className="h4 mt-5">{t('settings:bands.title')}</h2>
      <p className="readable">{t('settings:bands.lead')}</p>
      <ProblemAlert problem={error} retry={() => refetch()} />
      {!data && !error && <Loading />}
      {data && (
        <>
          <BandsForm key={data.row.version} setting={data.row} etag={data.etag} reload={() => refetch()} />
          <BandsChanges key={`h${data.row.version}`} />
        </>
      )}
    </section>
  );
}

function BandsChanges() {
  const { data } = api.useQuery('get', '/network-settings/evaluation-bands/history');
  return <Entries items={data?.items} what="bands.changed" field="bands" />;
}

function Changes() {
  const { data } = api.useQuery('get', '/network-settings/disadvantage/history');
  return <Entries items={data?.items} what="weights.changed" field="field" />;
}

type EntriesProps = { items?: Schemas['HistoryEntry'][]; what: string; field: string };

function Entries({ items = [], what, field: words }: EntriesProps) {
  if (items.length === 0) return null;
  return (
    <>
      <h3 className="h5 mt-5">{t('settings:history')}</h3>
      <History
        entries={items.map(({ id, at, actor, changes }) => ({
          key: String(id),
          when: formatInstant(at),
          who: tOr(`common:actor.${actor}`, actor),
          what: t(`settings:${what}`),
          changes: changes.map(({ field, old, new: now }) => ({
            field,
            label: tOr(`settings:${words}.${field}`, field),
            before: old,
            after: now,
          })),
        }))}
      />
    </>
  );
}
