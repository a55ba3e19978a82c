import { api } from '@/api/client';
import { formatDay } from '@/lib/dates';
import { t } from '@/lib/i18n';
import { formatNumber } from '@/lib/numbers';
import { AppLink } from '@/ui/AppLink';
import { DataTable } from '@/ui/DataTable';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';

/** The municipalities of a zone today. */
export function Members({ id }: { id: number }) {
  const { data, error } = api.useQuery('get', '/zones/{id}/members', { params: { path: { id } } });
  return (
    <section>
      <h2 className="h5">{t('zones:members.title')}</h2>
      <ProblemAlert problem={error} />
      {!data && !error && <Loading />}
      {data && (
        <DataTable
          caption={t('zones:members.title')}
          rows={data.municipalities}
          keyOf={({ municipality }) => municipality}
          columns={[
            {
              name: 'name',
              label: t('zones:members.name'),
              show: (one) => <AppLink to={`/comuni/${one.municipality}`}>{one.name}</AppLink>,
            },
            {
              name: 'population',
              label: t('zones:members.population'),
              numeric: true,
              show: (one) => formatNumber(one.population),
            },
            {
              name: 'class',
              label: t('zones:members.class'),
              show: (one) => t(`common:inner-area.${one.inner_area_class}`),
            },
            { name: 'from', label: t('zones:members.from'), show: (one) => formatDay(one.from) },
          ]}
        />
      )}
    </section>
  );
}
