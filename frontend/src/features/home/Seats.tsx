import { api } from '@/api/client';
import { useSession } from '@/api/session';
import { formatDay, today } from '@/lib/dates';
import { t } from '@/lib/i18n';
import { AppLink } from '@/ui/AppLink';

/** The groups of the project one sits in today. Where there are none, nothing. */
export function Seats() {
  const { me, can } = useSession();
  const query = { person: [me?.person_id ?? 0], active_on: today(), limit: 50 };
  const enabled = can('organisation:read') && Boolean(me?.person_id);
  const { data } = api.useQuery('get', '/project-members', { params: { query } }, { enabled });
  const seats = typeof data === 'object' ? data.items : [];
  if (seats.length === 0) return null;
  return (
    <>
      <h2 className="h4 mt-5">{t('home:groups')}</h2>
      <ul>
        {seats.map(({ id, group_id, group_name, role, from }) => (
          <li key={id}>
            <AppLink to={`/organigramma/${group_id}`}>{group_name}</AppLink>
            {`, ${t(`home:seat.${role}`)} ${t('common:since', { from: formatDay(from) })}`}
          </li>
        ))}
      </ul>
    </>
  );
}
