import type { ReactNode } from 'react';
import { api, type Schemas } from '@/api/client';
import { useSession } from '@/api/session';
import { actText } from '@/lib/acts';
import { t } from '@/lib/i18n';
import { AppLink } from '@/ui/AppLink';
import { LinkButton } from '@/ui/Button';
import { DataTable } from '@/ui/DataTable';
import { EmptyState } from '@/ui/EmptyState';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { StatusBadge } from '@/ui/StatusBadge';
import { memberKey, roleOf, Who, when } from './people';

type Group = Schemas['ProjectGroup'];

/** Who sits in a group: with who sat there before, for those who may know; today's offices for everybody. */
export function GroupMembers({ group }: { group: Group }) {
  const { can } = useSession();
  const kept = group.kind !== 'zone_coordinators' && can('organisation:read');
  return (
    <section>
      <h2 className="h5">{t('organisation:members.title')}</h2>
      {kept ? <Register group={group} /> : <Today group={group} />}
    </section>
  );
}

function Register({ group }: { group: Group }) {
  const query = { group: [group.id], sort: '-from', limit: 200 };
  const { data, error } = api.useQuery('get', '/project-members', { params: { query } });
  const rows = typeof data === 'object' ? data.items : undefined;
  const add = group.actions.includes('members') && (
    <LinkButton
      look="outline"
      icon="it-plus"
      to="/componenti/nuovo"
      search={{ group_id: String(group.id), from: group.from }}
    >
      {t('organisation:members.new')}
    </LinkButton>
  );
  if (error) return <ProblemAlert problem={error} />;
  if (!rows) return <Loading />;
  if (rows.length === 0) return <None add={add} />;
  return (
    <>
      <DataTable
        caption={t('organisation:members.title')}
        rows={rows}
        keyOf={({ id }) => String(id)}
        columns={[
          {
            name: 'who',
            label: t('organisation:members.who'),
            show: ({ id, given_name, family_name, office }) => (
              <AppLink to={`/componenti/${id}`}>
                {[given_name, family_name].filter(Boolean).join(' ') || office}
              </AppLink>
            ),
          },
          {
            name: 'role',
            label: t('organisation:members.role'),
            show: ({ role }) => t(`organisation:role.${role}`),
          },
          {
            name: 'office',
            label: t('organisation:members.office'),
            show: ({ person, office }) => (person ? office : ''),
          },
          { name: 'when', label: t('organisation:members.when'), show: when },
          { name: 'act', label: t('organisation:members.act'), show: actText },
          {
            name: 'current',
            label: t('organisation:members.now'),
            show: ({ current }) => (
              <StatusBadge tone={current ? 'success' : 'neutral'}>
                {t(`organisation:members.${current ? 'current' : 'past'}`)}
              </StatusBadge>
            ),
          },
        ]}
      />
      {add && <p className="mt-4">{add}</p>}
    </>
  );
}

function Today({ group }: { group: Group }) {
  const { data, error } = api.useQuery('get', '/organisation');
  if (error) return <ProblemAlert problem={error} />;
  if (!data) return <Loading />;
  const members = data.groups.find(({ id }) => id === group.id)?.members ?? [];
  if (members.length === 0) return <None />;
  return (
    <>
      {group.kind === 'zone_coordinators' && <p>{t('organisation:members.derived')}</p>}
      <ul>
        {members.map((member, index) => (
          <li key={memberKey(member, index)}>
            {roleOf(member)} <Who member={member} />
          </li>
        ))}
      </ul>
    </>
  );
}

const None = ({ add }: { add?: ReactNode }) => (
  <EmptyState
    title={t('organisation:members.none')}
    hint={t('organisation:members.none-hint')}
    action={add}
  />
);
