import { useQuery } from '@tanstack/react-query';
import type { ComponentType } from 'react';
import { http, orThrow, type Schemas, type Tagged, tagged } from '@/api/client';
import { useSession } from '@/api/session';
import { formatInstant } from '@/lib/dates';
import { t, tOr } from '@/lib/i18n';
import type { Problem } from '@/lib/problem';
import { History } from '@/ui/History';
import { Loading } from '@/ui/Loading';
import { Notice } from '@/ui/Notice';
import { Page } from '@/ui/Page';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { BandsForm } from './BandsForm';
import type { Of } from './SettingForm';
import { WeightsForm } from './WeightsForm';

/** What the secretariat sets for the whole network. */
export function SettingsPage() {
  const { can } = useSession();
  const crumbs = [{ to: '/home', label: t('common:home') }];
  return (
    <Page title={t('settings:title')} lead={t('settings:intro')} crumbs={crumbs}>
      {can('setting:write') ? (
        <>
          <Setting
            id="weights"
            fields="field"
            load={async (signal) => tagged(await http.GET('/network-settings/disadvantage', { signal }))}
            history={async (signal) =>
              orThrow(await http.GET('/network-settings/disadvantage/history', { signal }))
            }
            Form={WeightsForm}
          />
          <Setting
            id="bands"
            fields="bands"
            load={async (signal) => tagged(await http.GET('/network-settings/evaluation-bands', { signal }))}
            history={async (signal) =>
              orThrow(await http.GET('/network-settings/evaluation-bands/history', { signal }))
            }
            Form={BandsForm}
          />
        </>
      ) : (
        <Notice tone="warning" title={t('common:not-allowed')} />
      )}
    </Page>
  );
}

type SettingProps<S> = {
  /** Its texts are `settings:<id>`. */
  id: string;
  /** Where the names of its numbers are. */
  fields: string;
  load: (signal: AbortSignal) => Promise<Tagged<S>>;
  history: (signal: AbortSignal) => Promise<{ items: Schemas['HistoryEntry'][] }>;
  Form: ComponentType<Of<S>>;
};

function Setting<S extends { version: number }>({ id, fields, load, history, Form }: SettingProps<S>) {
  const { data, error, refetch } = useQuery<Tagged<S>, Problem>({
    queryKey: ['network-settings', id],
    queryFn: ({ signal }) => load(signal),
    refetchOnWindowFocus: false,
  });
  const title = t(`settings:${id}.title`);
  const changes = useQuery({
    queryKey: ['network-settings', id, 'history'],
    queryFn: ({ signal }) => history(signal),
  });
  return (
    <section className="mb-5" aria-label={title}>
      <h2 className="h4">{title}</h2>
      <p className="readable">{t(`settings:${id}.lead`)}</p>
      <ProblemAlert problem={error} retry={() => refetch()} />
      {!data && !error && <Loading />}
      {data && <Form key={data.row.version} setting={data.row} etag={data.etag} reload={() => refetch()} />}
      {data && <Entries items={changes.data?.items} what={`${id}.changed`} field={fields} />}
    </section>
  );
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
