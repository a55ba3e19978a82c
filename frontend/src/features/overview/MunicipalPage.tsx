import { useParams } from '@tanstack/react-router';
import { api, type Schemas } from '@/api/client';
import { codedName, municipalityName, vocabularies } from '@/api/reference';
import { useSession } from '@/api/session';
import { t } from '@/lib/i18n';
import { formatNumber } from '@/lib/numbers';
import { useHomeCrumb } from '@/resource/crumbs';
import { AppLink } from '@/ui/AppLink';
import { BarTable } from '@/ui/BarTable';
import { LinkButton } from '@/ui/Button';
import { DataTable } from '@/ui/DataTable';
import { EmptyState } from '@/ui/EmptyState';
import { Loading } from '@/ui/Loading';
import { Notice } from '@/ui/Notice';
import { Page } from '@/ui/Page';
import { PrintButton } from '@/ui/PrintButton';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { Stats } from '@/ui/Stats';
import { StatusBadge, type Tone } from '@/ui/StatusBadge';
import { EditionFields } from './EditionFields';
import { useEdition } from './edition';

type Overview = Schemas['MunicipalOverview'];
type Area = Schemas['OverviewArea'];

const tones: Tone[] = ['neutral', 'success', 'warning', 'danger'];
const Level = ({ level }: { level: number }) => (
  <StatusBadge tone={tones[level]}>{t(`overview:value.level.${level}`)}</StatusBadge>
);

// Of today, whichever is shown: one can always come back.
const lastYears = () => [0, 1, 2, 3].map((ago) => new Date().getFullYear() - ago);

/** The plan of one municipality in numbers: for who reads plans. */
export function MunicipalPage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const { can } = useSession();
  const crumbs = [useHomeCrumb(), { to: '/quadro', label: t('overview:title') }];
  if (can('plan:read')) return <Plan id={id} crumbs={crumbs} />;
  return (
    <Page title={t('overview:municipality.title', { name: municipalityName(id) })} crumbs={crumbs}>
      <Notice tone="warning" title={t('common:not-allowed')}>
        <p>{t('overview:municipality.not-allowed')}</p>
        <p>
          <AppLink to="/quadro">{t('overview:title')}</AppLink>
        </p>
      </Notice>
    </Page>
  );
}

type PlanProps = { id: string; crumbs: { to: string; label: string }[] };

function Plan({ id, crumbs }: PlanProps) {
  const { edition, choose } = useEdition();
  const { data, error } = api.useQuery('get', '/municipalities/{istat_code}/overview', {
    params: { path: { istat_code: id }, query: edition },
  });
  return (
    <Page
      title={t('overview:municipality.title', { name: municipalityName(id) })}
      lead={t('overview:municipality.lead')}
      crumbs={crumbs}
      actions={
        data && (
          <>
            <LinkButton to={`/registro/${id}`} look="outline">
              {t('overview:municipality.register')}
            </LinkButton>
            <PrintButton />
          </>
        )
      }
    >
      <ProblemAlert problem={error} />
      {!data && !error && <Loading />}
      {data && (
        <>
          <EditionFields year={data.year} years={lastYears()} method={data.method} choose={choose} />
          <Figures code={id} data={data} />
        </>
      )}
    </Page>
  );
}

function Figures({ code, data }: { code: string; data: Overview }) {
  const measures = data.measures.reduce((sum, { count }) => sum + count, 0);
  const { round } = data;
  if (data.areas.length === 0 && measures === 0) {
    return (
      <EmptyState
        title={t('overview:municipality.empty.title')}
        hint={t('overview:municipality.empty.hint')}
        action={<LinkButton to={`/registro/${code}`}>{t('overview:municipality.empty.open')}</LinkButton>}
      />
    );
  }
  return (
    <>
      <Stats
        items={[
          { label: t('overview:municipality.risks'), value: formatNumber(data.risks) },
          { label: t('overview:municipality.confirmed'), value: formatNumber(data.confirmed) },
          { label: t('overview:municipality.draft'), value: formatNumber(data.draft) },
          {
            label: t('overview:municipality.measures'),
            value: formatNumber(measures),
            of: `${formatNumber(data.complete)} ${t('overview:municipality.complete')}`,
          },
        ]}
      />
      <h2 className="h4 mt-5">{t('overview:municipality.areas')}</h2>
      <DataTable
        caption={t('overview:municipality.areas')}
        rows={data.areas}
        keyOf={({ code }) => code}
        columns={[
          {
            name: 'area',
            label: t('overview:municipality.area'),
            show: ({ code }) => codedName(vocabularies().risk_areas, code),
          },
          ...(['risks', 'low', 'medium', 'high'] as const).map((name, index) => ({
            name,
            label: index ? t(`overview:value.level.${index}`) : t('overview:municipality.count'),
            numeric: true,
            show: (area: Area) => formatNumber(area[name]),
          })),
          {
            name: 'level',
            label: t('overview:municipality.level'),
            show: ({ level }) => <Level level={level} />,
          },
          {
            name: 'before',
            label: t('overview:municipality.before'),
            show: ({ before }) => <Level level={before} />,
          },
        ]}
      />
      <h2 className="h4 mt-5">{t('overview:municipality.status')}</h2>
      {measures === 0 ? (
        <p>
          {t('overview:municipality.no-measures')}{' '}
          <AppLink to={`/registro/${code}`}>{t('overview:municipality.find-measures')}</AppLink>
        </p>
      ) : (
        <BarTable
          caption={t('overview:municipality.status')}
          head={[t('overview:municipality.status-head'), t('overview:municipality.number')]}
          bars={data.measures.map(({ status, count }) => ({
            key: status,
            label: t(`overview:value.status.${status}`),
            value: count,
            text: formatNumber(count),
          }))}
        />
      )}
      <h2 className="h4 mt-5">{t('overview:municipality.round')}</h2>
      <p>
        {round
          ? t('overview:municipality.round-text', {
              ...round,
              state: t(`overview:municipality.state.${round.state}`),
            })
          : t('overview:municipality.no-round')}
      </p>
    </>
  );
}
