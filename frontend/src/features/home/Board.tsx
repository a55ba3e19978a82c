import { api, type Schemas } from '@/api/client';
import { chooseMunicipality } from '@/api/municipality';
import { useSession } from '@/api/session';
import { formatDay } from '@/lib/dates';
import { t, tOr } from '@/lib/i18n';
import type { Search } from '@/lib/url-state';
import { PlanLinks } from '@/resource/plan';
import { AppLink } from '@/ui/AppLink';
import { Button } from '@/ui/Button';
import { DataTable } from '@/ui/DataTable';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { StatusBadge, type Tone } from '@/ui/StatusBadge';

type Mine = Schemas['MyMunicipality'];
type Due = Schemas['Due'];

const tones: Record<Mine['level'], Tone> = { red: 'danger', amber: 'warning', green: 'success' };

const officers = (code: string) => ({ to: `/comuni/${code}`, search: { scheda: 'incarichi' } });

/** Where each thing is done; what is not here is done from the page of the municipality. */
const places: Record<string, (code: string, due: Due) => { to: string; search?: Search }> = {
  'no-rpct': officers,
  'no-referent': officers,
  'secretary-vacant': officers,
  'rpct-ending': officers,
  'secretary-ending': officers,
  'referent-ending': officers,
  adhesion: (code) => ({ to: `/adesioni/${code}` }),
  'adhesion-late': (code) => ({ to: `/adesioni/${code}` }),
  monitoring: (code) => ({ to: '/monitoraggio', search: { municipality: code, state: 'open' } }),
  'monitoring-late': (code) => ({ to: '/monitoraggio', search: { municipality: code, state: 'open' } }),
  profile: (code) => ({ to: `/comuni/${code}/profilo` }),
  'no-risks': () => ({ to: '/rischi' }),
  'risk-updates': (code) => ({
    to: '/rischi',
    search: { vista: 'local', municipality: code, pending: 'true' },
  }),
  'no-needs': (code, { year }) => ({
    to: '/fabbisogni/nuovo',
    search: { municipality: code, year: String(year) },
  }),
};

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
              show: ({ level }) => <StatusBadge tone={tones[level]}>{t(`home:level.${level}`)}</StatusBadge>,
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
        const place = places[due.code]?.(istat_code, due) ?? { to: `/comuni/${istat_code}` };
        const values = { ...due, day: due.day && formatDay(due.day) };
        return (
          <li key={due.code}>
            <AppLink to={place.to} search={place.search}>
              {t(`home:due.${due.code}.title`, values)}
            </AppLink>{' '}
            <small>
              {t(`home:due-level.${due.level}`)}
              {': '}
              {t(`home:due.${due.code}.text`, { ...values, state: stateText(due.state) })}
            </small>
          </li>
        );
      })}
    </ul>
  );
}

const stateText = (state?: string) => tOr(`home:adhesion.${state}`, state ?? '');
