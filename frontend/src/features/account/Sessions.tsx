import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api, http, orThrow } from '@/api/client';
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

/** Where one is signed in, and the way out of everywhere at once. */
export function Sessions() {
  const { data, error } = api.useQuery('get', '/me/sessions');
  const [asking, setAsking] = useState(false);
  const navigate = useNavigate();
  const end = useMutation<void, Problem>({
    mutationFn: async () => {
      orThrow(await http.DELETE('/me/sessions'));
    },
    onSuccess: async () => {
      await navigate({ to: '/accedi' });
      forget();
    },
  });
  if (error) return <ProblemAlert problem={error as Problem} />;
  if (!data) return <Loading />;
  return (
    <>
      <p>{t('account:sessions.intro')}</p>
      <DataTable
        caption={t('account:tab.sessioni')}
        rows={data.items}
        keyOf={({ id }) => String(id)}
        columns={[
          {
            name: 'agent',
            label: t('account:sessions.device'),
            show: ({ user_agent, current }) => (
              <>
                {user_agent}{' '}
                {current && <StatusBadge tone="success">{t('account:sessions.current')}</StatusBadge>}
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
        ]}
      />
      <p className="mt-4">
        <Button look="danger" icon="it-logout" onClick={() => setAsking(true)}>
          {t('account:sessions.end')}
        </Button>
      </p>
      {asking && (
        <ConfirmDialog
          title={t('account:sessions.end')}
          confirm={t('account:sessions.end')}
          danger
          busy={end.isPending}
          problem={end.error}
          onConfirm={() => end.mutate()}
          onClose={() => setAsking(false)}
        >
          <p>{t('account:sessions.explain')}</p>
        </ConfirmDialog>
      )}
    </>
  );
}
