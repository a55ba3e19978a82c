import { api } from '@/api/client';
import { useMunicipality } from '@/api/municipality';
import { formatDay } from '@/lib/dates';
import { t } from '@/lib/i18n';
import { AppLink } from '@/ui/AppLink';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { StatusBadge, type Tone } from '@/ui/StatusBadge';

const tones: Record<string, Tone> = { red: 'danger', amber: 'warning', green: 'success' };

/** What falls due next for the municipalities one works for, the nearest first. */
export function Deadlines() {
  const { mine, current } = useMunicipality();
  const { data, error, refetch } = api.useQuery('get', '/me/deadlines');
  const due = (data?.items ?? []).filter(
    ({ municipalities }) => !current || municipalities.includes(current.name),
  );
  if (data && due.length === 0) return null;
  return (
    <section>
      <h2 className="h4 mt-5">{t('home:deadlines.title')}</h2>
      <ProblemAlert problem={error} retry={() => refetch()} />
      {!data && !error && <Loading />}
      <ul className="dues">
        {due.map(({ id, title, day, planned, level, municipalities }) => (
          <li key={id}>
            <StatusBadge tone={tones[level]}>{t(`home:deadlines.level.${level}`)}</StatusBadge>{' '}
            <AppLink to={`/scadenze/${id}`}>{title}</AppLink>{' '}
            <small>
              {t(planned ? 'home:deadlines.planned' : 'home:deadlines.day', { day: formatDay(day) })}
              {mine.length > 1 && !current && `: ${municipalities.join(', ')}`}
            </small>
          </li>
        ))}
      </ul>
      <p>
        <AppLink to="/scadenze">{t('home:deadlines.all')}</AppLink>
      </p>
    </section>
  );
}
