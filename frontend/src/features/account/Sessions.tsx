import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api, http, orThrow } from '@/api/client';
import { refetchAll } from '@/api/query-client';
import { forget } from '@/api/session';
import { formatInstant } from '@/lib/dates';
import { t } from '@/lib/i18n';
import type { Problem } from '@/lib/problem';
import { Button } from '@/ui/Button';
import { ConfirmDialog } from '@/ui/ConfirmDialog';
import { DataTable } from '@/ui/DataTable';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { StatusBadge } from '@/ui/StatusBadge';

/** Where one is signed in, and the way out of each place or of everywhere at once. */
export function Sessions() {
  const { data, error } = api.useQuery('get', '/me/sessions');
  const [asking, setAsking] = useState(false);
  const navigate = useNavigate();
  const end = useMutation<void, Problem, number>({
    mutationFn: async (id) => {
      orThrow(await http.DELETE('/me/sessions/{id}', { params: { path: { id } } }));
    },
    onSuccess: refetchAll,
  });
  const everywhere = useMutation<void, Problem>({
    mutationFn: async () => {
      orThrow(await http.POST('/auth/logout-everywhere'));
    },
    onSuccess: async () => {
      forget();
      await navigate({ to: '/accedi' });
    },
  });
  if (error) return <ProblemAlert problem={error} />;
  if (!data) return <Loading />;
  return (
    <>
      <p>{t('account:sessions.intro')}</p>
      <ProblemAlert problem={end.error} />
      <DataTable
        caption={t('account:tab.sessioni')}
        rows={data.items}
        keyOf={({ id }) => String(id)}
        columns={[
          {
            name: 'agent',
            label: t('account:sessions.device'),
            show: ({ user_agent, mine }) => (
              <>
                {deviceName(user_agent)}{' '}
                {mine && <StatusBadge tone="success">{t('account:sessions.current')}</StatusBadge>}
              </>
            ),
          },
          {
            name: 'created',
            label: t('account:sessions.since'),
            show: ({ created_at }) => formatInstant(created_at),
          },
          {
            name: 'used',
            label: t('account:last-use'),
            show: ({ last_used_at }) => formatInstant(last_used_at),
          },
          {
            name: 'end',
            label: t('account:sessions.actions'),
            show: ({ id, mine, user_agent }) =>
              !mine && (
                <Button look="outline" small busy={end.isPending} onClick={() => end.mutate(id)}>
                  {t('account:sessions.end')}
                  <span className="visually-hidden"> {deviceName(user_agent)}</span>
                </Button>
              ),
          },
        ]}
      />
      <p className="mt-4">
        <Button look="danger" icon="it-logout" onClick={() => setAsking(true)}>
          {t('account:sessions.everywhere')}
        </Button>
      </p>
      {asking && (
        <ConfirmDialog
          title={t('account:sessions.everywhere')}
          confirm={t('account:sessions.everywhere')}
          danger
          busy={everywhere.isPending}
          problem={everywhere.error}
          onConfirm={() => everywhere.mutate()}
          onClose={() => setAsking(false)}
        >
          <p>{t('account:sessions.explain')}</p>
        </ConfirmDialog>
      )}
    </>
  );
}

/** `Firefox, Linux` out of what a browser says of itself. */
function deviceName(agent: string): string {
  const browser = ['Edg', 'OPR', 'Firefox', 'Chrome', 'Safari'].find((name) => agent.includes(name));
  const system = ['Android', 'iPhone', 'iPad', 'Windows', 'Mac OS', 'Linux'].find((name) =>
    agent.includes(name),
  );
  return [browser === 'Edg' ? 'Edge' : browser, system].filter(Boolean).join(', ') || agent.slice(0, 60);
}
