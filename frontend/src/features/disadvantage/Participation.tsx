import { api, type Schemas } from '@/api/client';
import { useSession } from '@/api/session';
import { t } from '@/lib/i18n';
import { formatNumber } from '@/lib/numbers';
import { AppLink } from '@/ui/AppLink';
import { Bars } from '@/ui/Bars';
import { DataTable } from '@/ui/DataTable';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';

type Cell = Schemas['SmallCount'];
const columns = ['municipalities', 'members', 'referents', 'needs'] as const;
const tones = [0, 2, 4, 3] as const;

/** How the classes of disadvantage take part: counts of municipalities, never their names. */
export function Participation() {
  const { can } = useSession();
  const { data, error } = api.useQuery('get', '/network/disadvantage');
  const lists = can('municipality:admin');
  return (
    <section>
      <h2 className="h4 mt-5">{t('disadvantage:participation.title')}</h2>
      <p className="readable">{t('disadvantage:participation.lead')}</p>
      <ProblemAlert problem={error} />
      {!data && !error && <Loading />}
      {data && (
        <>
          {(data.partial.suppressed || data.partial.count > 0) && (
            <p>{t('disadvantage:participation.partial', { number: text(data.partial) })}</p>
          )}
          {data.classes.some((row) => columns.some((name) => row[name].suppressed)) && (
            <p>{t('disadvantage:participation.hidden')}</p>
          )}
          <div className="beside">
            <div className="beside-table beside-scroll">
              <DataTable
                caption={t('disadvantage:participation.title')}
                rows={data.classes}
                keyOf={(row) => row.class}
                columns={[
                  {
                    name: 'class',
                    label: t('disadvantage:participation.class'),
                    show: (row) =>
                      lists ? (
                        <AppLink to="/comuni" search={{ disadvantage: row.class }}>
                          {t(`common:disadvantage.${row.class}`)}
                        </AppLink>
                      ) : (
                        t(`common:disadvantage.${row.class}`)
                      ),
                  },
                  ...columns.map((name) => ({
                    name,
                    label: t(`disadvantage:participation.${name}`),
                    numeric: true,
                    show: (row: Schemas['ClassParticipation']) => text(row[name]),
                  })),
                ]}
              />
            </div>
            <Bars
              label={t('disadvantage:participation.title')}
              series={columns.map((name, index) => ({
                label: t(`disadvantage:participation.${name}`),
                tone: tones[index]!,
              }))}
              rows={data.classes.map((row) => ({
                label: t(`common:disadvantage.${row.class}`),
                values: columns.map((name) => ({
                  text: text(row[name]),
                  value: row[name].suppressed ? undefined : row[name].count,
                })),
              }))}
            />
          </div>
        </>
      )}
    </section>
  );
}

const text = ({ count, suppressed }: Cell) =>
  suppressed ? t('disadvantage:participation.few') : formatNumber(count);
