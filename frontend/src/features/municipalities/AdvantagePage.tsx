import { useParams } from '@tanstack/react-router';
import { api, type Schemas } from '@/api/client';
import { useSession } from '@/api/session';
import { formatDay } from '@/lib/dates';
import { t } from '@/lib/i18n';
import { formatNumber } from '@/lib/numbers';
import { useCrumbs } from '@/resource/crumbs';
import { LinkButton } from '@/ui/Button';
import { DataTable } from '@/ui/DataTable';
import { Loading } from '@/ui/Loading';
import { Page } from '@/ui/Page';
import { PrintButton } from '@/ui/PrintButton';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { Stats } from '@/ui/Stats';
import { definition } from './definition';

/** One page for the mayor, to be printed: what it costs, who is in already, what is ready, what to sign. */
export function AdvantagePage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const crumbs = useCrumbs(definition);
  const { data, error, refetch } = api.useQuery('get', '/municipalities/{istat_code}/advantage', {
    params: { path: { istat_code: id } },
  });
  if (!data) {
    return (
      <Page title={t('municipalities:advantage.one')} crumbs={crumbs}>
        {error ? <ProblemAlert problem={error} retry={() => refetch()} /> : <Loading />}
      </Page>
    );
  }
  return (
    <Page
      title={t('municipalities:advantage.title', { name: data.name })}
      lead={t('municipalities:advantage.lead')}
      crumbs={[...crumbs, { to: `/comuni/${data.municipality}`, label: data.name }]}
      actions={<PrintButton />}
    >
      <Poster facts={data} />
    </Page>
  );
}

function Poster({ facts }: { facts: Schemas['Advantage'] }) {
  const { can } = useSession();
  const text = (key: string, values?: Record<string, unknown>) =>
    t(`municipalities:advantage.${key}`, values);
  return (
    <div className="poster">
      <section>
        <h2 className="h4">{text('cost.title')}</h2>
        <p className="poster-big">{text('cost.text')}</p>
      </section>
      <section>
        <h2 className="h4">{text('near.title')}</h2>
        {facts.zone_size > 0 && (
          <p>
            {text('near.zone', { zone: facts.zone_name, count: facts.zone_members, size: facts.zone_size })}
          </p>
        )}
        {facts.neighbours.length === 0 ? (
          <p>{text('near.none')}</p>
        ) : (
          <DataTable
            caption={text('near.title')}
            rows={facts.neighbours}
            keyOf={({ municipality }) => municipality}
            columns={[
              { name: 'name', label: text('near.name'), show: ({ name }) => name },
              {
                name: 'km',
                label: text('near.km'),
                numeric: true,
                show: ({ km }) => formatNumber(Math.round(km)),
              },
              {
                name: 'since',
                label: text('near.since'),
                show: ({ since }) => (since ? formatDay(since) : ''),
              },
            ]}
          />
        )}
      </section>
      <section>
        <h2 className="h4">{text('ready.title')}</h2>
        <Stats
          items={[
            { label: text('ready.risks'), value: formatNumber(facts.risks) },
            { label: text('ready.measures'), value: formatNumber(facts.measures) },
            { label: text('ready.behaviours'), value: formatNumber(facts.behaviours) },
          ]}
        />
        {facts.learners > 0 && (
          <p>
            {text('ready.training', {
              topics: formatNumber(facts.topics),
              learners: formatNumber(facts.learners),
              people: formatNumber(facts.people),
            })}
          </p>
        )}
      </section>
      <section>
        <h2 className="h4">{text('act.title')}</h2>
        <p>{text('act.text')}</p>
        {can('adhesion:read') && (
          <LinkButton to={`/adesioni/${facts.municipality}`} search={{ scheda: 'bozze' }}>
            {text('act.button')}
          </LinkButton>
        )}
      </section>
      <p>{text('note')}</p>
    </div>
  );
}
