import { api, type Schemas } from '@/api/client';
import { chooseMunicipality } from '@/api/municipality';
import { useSession } from '@/api/session';
import { t } from '@/lib/i18n';
import { PlanLinks } from '@/resource/plan';
import { AppLink } from '@/ui/AppLink';
import { Button } from '@/ui/Button';
import { DataTable } from '@/ui/DataTable';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { StatusBadge, type Tone } from '@/ui/StatusBadge';
import { taskOf } from './dues';

type Mine = Schemas['MyMunicipality'];

const tones: Record<Mine['level'], Tone> = { red: 'danger', amber: 'warning', green: 'success' };

/** All the municipalities of a person, the most urgent first, each with what is due, why, and the link that does it. */
export function Board() {
  const { data, error, refetch } = api.useQuery('get', '/me/municipalities');
  const { can } = useSession();
  return (
    <section>
      <h2 className="h4">{t('home:board.title')}</h2>
      <ProblemAlert problem={error} retry={() => refetch()} />
      {!data && !error && <Loading />}
      {data && (
        <DataTable
          caption={t('home:board.title')}
          rows={data.items}
          keyOf={(row) => row.istat_code}
          columns={[
            {
              name: 'name',
              label: t('common:field.municipality'),
              show: (row) => <AppLink to={`/comuni/${row.istat_code}`}>{row.name}</AppLink>,
            },
            {
              name: 'level',
              label: t('home:board.level'),
              show: ({ level, dues }) =>
                level === 'green' && dues.length > 0 ? (
                  <StatusBadge tone="neutral">{t('home:level.waiting')}</StatusBadge>
                ) : (
                  <StatusBadge tone={tones[level]}>{t(`home:level.${level}`)}</StatusBadge>
                ),
            },
            { name: 'dues', label: t('home:board.dues'), show: (row) => <Dues row={row} /> },
            ...(can('plan:read')
              ? [
                  {
                    name: 'plan',
                    label: t('common:plan.title'),
                    show: ({ istat_code, name }: Mine) => <PlanLinks code={istat_code} name={name} />,
                  },
                ]
              : []),
            {
              name: 'only',
              label: t('home:board.only'),
              show: ({ istat_code, name }) => (
                <Button look="outline" small onClick={() => chooseMunicipality(istat_code)}>
                  {t('home:board.choose', { name })}
                </Button>
              ),
            },
          ]}
        />
      )}
    </section>
  );
}

function Dues({ row: { istat_code, dues } }: { row: Mine }) {
  if (dues.length === 0) return <>{t('home:all-done')}</>;
  return (
    <ul className="dues">
      {dues.map((due) => {
        const { to, search, title, text } = taskOf(istat_code, due);
        return (
          <li key={due.code}>
            <AppLink to={to} search={search}>
              {title}
            </AppLink>{' '}
            <small>
              {t(`home:due-level.${due.level}`)}
              {': '}
              {text}
            </small>
          </li>
        );
      })}
    </ul>
  );
}
