import { useQuery } from '@tanstack/react-query';
import { api, http, orThrow, type Schemas } from '@/api/client';
import { useSession } from '@/api/session';
import { type Stage, stageOf } from '@/lib/adhesion';
import { t } from '@/lib/i18n';
import { formatNumber, formatShare } from '@/lib/numbers';
import { AppLink } from '@/ui/AppLink';
import { LinkButton } from '@/ui/Button';
import { DataTable } from '@/ui/DataTable';
import { Fold } from '@/ui/Fold';
import { Loading } from '@/ui/Loading';
import { type MapTone, TerritoryMap } from '@/ui/map/TerritoryMap';
import { Page } from '@/ui/Page';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { Stats } from '@/ui/Stats';
import { StatusBadge, type Tone } from '@/ui/StatusBadge';
import { Path } from './Path';
import { Protocol } from './Protocol';

const stages: Record<Stage, { map: MapTone; badge: Tone }> = {
  member: { map: 2, badge: 'success' },
  joining: { map: 1, badge: 'info' },
  outside: { map: 0, badge: 'neutral' },
};
const shared = ['risks', 'behaviours', 'measures'] as const;
const order = Object.keys(stages) as Stage[];

/** The network as anybody may see it. */
export function PublicHomePage() {
  const { me } = useSession();
  return (
    <Page
      title={t('ui:site')}
      tab={t('home:public.tab')}
      lead={t('home:public.lead')}
      actions={
        <LinkButton to={me ? '/home' : '/accedi'}>
          {t(me ? 'home:public.enter' : 'ui:account.sign-in-long')}
        </LinkButton>
      }
    >
      <p className="readable">{t('home:public.text')}</p>
      <Network />
      <Protocol />
      <Path />
    </Page>
  );
}

type Town = Schemas['Municipality'] & { stage: Stage };

/** The municipalities by zone of those operational today, each with how far it is; all of them where there are no zones. */
function Zones({ rows }: { rows: Town[] }) {
  const zoneOf = ({ zones }: Town) => zones.find(({ operational }) => operational)?.name ?? '';
  const names = [...new Set(rows.map(zoneOf))].sort((a, b) => a.localeCompare(b, 'it'));
  return (
    <section aria-label={t('home:public.zones')}>
      <h3 className="h5">{t('home:public.zones')}</h3>
      {names.map((name) => {
        const towns = rows.filter((row) => zoneOf(row) === name);
        const members = towns.filter(({ stage }) => stage === 'member').length;
        const title = name || t(names.length > 1 ? 'home:public.no-zone' : 'home:public.table');
        return (
          <Fold
            key={name}
            title={t('home:public.zone', { zone: title, count: towns.length, members })}
            open={names.length === 1}
          >
            <DataTable
              caption={title}
              rows={towns}
              keyOf={(row) => row.istat_code}
              columns={[
                {
                  name: 'name',
                  label: t('home:public.municipality'),
                  show: (row) => <AppLink to={`/comuni/${row.istat_code}`}>{row.name}</AppLink>,
                },
                {
                  name: 'stage',
                  label: t('home:public.stage'),
                  show: (row) => (
                    <StatusBadge tone={stages[row.stage].badge}>{t(`home:stage.${row.stage}`)}</StatusBadge>
                  ),
                },
              ]}
            />
          </Fold>
        );
      })}
    </section>
  );
}

function Network() {
  const { data, error, refetch } = useQuery({
    queryKey: ['network'],
    queryFn: async ({ signal }) => {
      const query = { sort: 'name', limit: 200 } as const;
      const { items } = orThrow(await http.GET('/municipalities', { params: { query }, signal }));
      return items.map((row) => ({ ...row, stage: stageOf(row.adhesion) }));
    },
  });
  const { data: sizes } = api.useQuery('get', '/network');
  if (error) return <ProblemAlert problem={error} retry={() => refetch()} />;
  if (!data) return <Loading />;
  if (data.length === 0) return null;

  const members = data.filter(({ stage }) => stage === 'member');
  const people = (rows: typeof data) => rows.reduce((sum, { population }) => sum + population, 0);
  const legend = order.map((stage) => ({ tone: stages[stage].map, label: t(`home:stage.${stage}`) }));
  const places = data.map(({ istat_code, name, stage }) => ({
    code: istat_code,
    name,
    value: t(`home:stage.${stage}`),
    tone: stages[stage].map,
    to: `/comuni/${istat_code}`,
  }));
  return (
    <>
      <h2 className="h4">{t('home:public.numbers')}</h2>
      <Stats
        items={[
          {
            label: t('home:public.members'),
            value: formatNumber(members.length),
            of: t('home:public.of', { number: formatNumber(data.length) }),
          },
          { label: t('home:public.people'), value: formatShare(people(members) / people(data)) },
          {
            label: t('home:public.joining'),
            value: formatNumber(data.filter(({ stage }) => stage === 'joining').length),
          },
          ...shared.map((name) => ({
            label: t(`home:public.${name}`, { count: sizes?.[name] }),
            value: sizes ? formatNumber(sizes[name]) : '…',
          })),
        ]}
      />
      <h2 className="h4">{t('home:public.map')}</h2>
      <div className="beside">
        <TerritoryMap label={t('home:public.map')} places={places} legend={legend} />
        <Zones rows={data} />
      </div>
    </>
  );
}
