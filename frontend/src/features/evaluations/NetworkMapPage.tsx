import { useNavigate, useSearch } from '@tanstack/react-router';
import { api, type Schemas } from '@/api/client';
import { codedName, vocabularies } from '@/api/reference';
import { t } from '@/lib/i18n';
import { formatNumber } from '@/lib/numbers';
import { first, type Search } from '@/lib/url-state';
import { useHomeCrumb } from '@/resource/crumbs';
import { DataTable } from '@/ui/DataTable';
import { EmptyState } from '@/ui/EmptyState';
import { Select } from '@/ui/Field';
import { Heat } from '@/ui/Heat';
import { Loading } from '@/ui/Loading';
import { Page } from '@/ui/Page';
import { PrintButton } from '@/ui/PrintButton';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { Views } from './Views';
import { useWhere, WhereFields } from './Where';
import { levels, levelText } from './words';

type Area = Schemas['NetworkRiskArea'];

/** How many municipalities have their highest risk of an area at each level, in the network or one of its zones. No names. */
export function NetworkMapPage() {
  const { year, method } = useWhere();
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const { data, error, refetch } = api.useQuery('get', '/network/risk-map', {
    params: { query: { year: Number(year), method } },
  });
  const zone = data?.zones.find(({ id }) => String(id) === first(search.zona));
  const areas = zone?.areas ?? data?.areas ?? [];
  return (
    <Page
      title={t('evaluations:network.title')}
      lead={t('evaluations:network.intro')}
      crumbs={[useHomeCrumb()]}
      actions={<PrintButton />}
    >
      <Views />
      <WhereFields method>
        {data && (
          <Select
            label={t('evaluations:network.zone')}
            empty={t('evaluations:network.whole')}
            options={data.zones.map(({ id, name }) => ({ value: String(id), label: name }))}
            value={zone ? String(zone.id) : ''}
            onChange={({ target }) =>
              navigate({
                to: '/valutazioni' as '/',
                search: { ...search, zona: target.value || undefined } as never,
                replace: true,
              })
            }
          />
        )}
      </WhereFields>
      <ProblemAlert problem={error} retry={() => refetch()} />
      {!data && !error && <Loading />}
      {data && areas.length === 0 && (
        <EmptyState title={t('evaluations:network.none')} hint={t('evaluations:network.none-hint')} />
      )}
      {areas.length > 0 && (
        <>
          {areas.some((area) => levels.some((level) => area[level].suppressed)) && (
            <p className="readable">{t('evaluations:network.hidden')}</p>
          )}
          <DataTable<Area>
            caption={zone?.name ?? t('evaluations:network.whole')}
            rows={areas}
            keyOf={({ area }) => area}
            columns={[
              {
                name: 'area',
                label: t('evaluations:field.area'),
                show: ({ area }) => codedName(vocabularies().risk_areas, area),
              },
              ...levels.map((level) => ({
                name: level,
                label: levelText(level),
                numeric: true,
                show: (row: Area) => (
                  <Heat tone={level} value={row[level].count} text={cellText(row[level])} />
                ),
              })),
            ]}
          />
        </>
      )}
    </Page>
  );
}

const cellText = ({ count, suppressed }: Schemas['Cell']) =>
  suppressed ? t('evaluations:network.few') : formatNumber(count);
