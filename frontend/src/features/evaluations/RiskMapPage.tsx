import { api, type Schemas } from '@/api/client';
import { codedName, municipalityName, vocabularies } from '@/api/reference';
import { t } from '@/lib/i18n';
import { formatNumber } from '@/lib/numbers';
import { useHomeCrumb } from '@/resource/crumbs';
import { AppLink } from '@/ui/AppLink';
import { type Column, DataTable } from '@/ui/DataTable';
import { EmptyState } from '@/ui/EmptyState';
import { Heat } from '@/ui/Heat';
import { Loading } from '@/ui/Loading';
import { Page } from '@/ui/Page';
import { PrintButton } from '@/ui/PrintButton';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { Stats } from '@/ui/Stats';
import { LevelBadge } from './Level';
import { Views } from './Views';
import { useWhere, WhereFields } from './Where';
import { levels, levelText } from './words';

type Area = Schemas['RiskMapArea'];
type Process = Schemas['RiskMapProcess'];

const areaName = (code: string) => codedName(vocabularies().risk_areas, code);

const counts = <Row extends Area>(): Column<Row>[] => [
  ...levels.map((level) => ({
    name: level,
    label: levelText(level),
    numeric: true,
    show: (row: Row) => <Heat tone={level} value={row[level]} text={formatNumber(row[level])} />,
  })),
  {
    name: 'drafts',
    label: t('evaluations:map.drafts'),
    numeric: true,
    show: ({ drafts }) => formatNumber(drafts),
  },
];

/** Where the risks of a municipality stand in a year. */
export function RiskMapPage() {
  const { municipality, year, method } = useWhere();
  const { data, error, refetch } = api.useQuery('get', '/municipalities/{istat_code}/risk-map', {
    params: { path: { istat_code: municipality }, query: { year: Number(year), method } },
  });
  return (
    <Page
      title={t('evaluations:map.title')}
      tab={`${t('evaluations:map.title')}: ${municipalityName(municipality)} ${year}`}
      lead={t('evaluations:map.intro')}
      crumbs={[useHomeCrumb()]}
      actions={<PrintButton />}
    >
      <Views />
      <WhereFields municipal method />
      <ProblemAlert problem={error} retry={() => refetch()} />
      {!data && !error && <Loading />}
      {data && (
        <>
          <Stats
            items={[
              { label: t('evaluations:map.risks'), value: formatNumber(data.risks) },
              { label: t('evaluations:map.confirmed'), value: formatNumber(data.confirmed) },
              { label: t('evaluations:map.drafts'), value: formatNumber(data.drafts) },
            ]}
          />
          {data.areas.length === 0 ? (
            <EmptyState title={t('evaluations:map.none')} hint={t('evaluations:map.none-hint')} />
          ) : (
            <Tables areas={data.areas} processes={data.processes} search={{ municipality, year }} />
          )}
        </>
      )}
    </Page>
  );
}

type TablesProps = { areas: Area[]; processes: Process[]; search: Record<string, string> };

function Tables({ areas, processes, search }: TablesProps) {
  return (
    <>
      <h2 className="h4">{t('evaluations:map.areas')}</h2>
      <DataTable
        caption={t('evaluations:map.areas')}
        rows={areas}
        keyOf={({ area }) => area}
        columns={[
          { name: 'area', label: t('evaluations:field.area'), show: ({ area }) => areaName(area) },
          ...counts<Area>(),
        ]}
      />
      <h2 className="h4 mt-5">{t('evaluations:map.processes')}</h2>
      <p className="readable">{t('evaluations:map.highest')}</p>
      <DataTable
        caption={t('evaluations:map.processes')}
        rows={processes}
        keyOf={({ area, process }) => `${area} ${process}`}
        columns={[
          { name: 'process', label: t('evaluations:field.process'), show: ({ process }) => process },
          { name: 'area', label: t('evaluations:field.area'), show: ({ area }) => areaName(area) },
          {
            name: 'level',
            label: t('evaluations:field.level'),
            show: ({ level }) => <LevelBadge level={level} />,
          },
          {
            name: 'residual',
            label: t('evaluations:map.residual'),
            show: ({ residual_level }) => <LevelBadge level={residual_level} />,
          },
          ...counts<Process>(),
        ]}
      />
      <p className="mt-3">
        <AppLink to="/valutazioni" search={search}>
          {t('evaluations:map.list')}
        </AppLink>
      </p>
    </>
  );
}
