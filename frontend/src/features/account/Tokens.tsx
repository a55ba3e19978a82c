import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api, http, orThrow, type Schemas } from '@/api/client';
import { refetchAll } from '@/api/query-client';
import { formatDate, formatDateOnly } from '@/lib/dates';
import { t } from '@/lib/i18n';
import type { Problem } from '@/lib/problem';
import { Button } from '@/ui/Button';
import { ConfirmDialog } from '@/ui/ConfirmDialog';
import { DataTable } from '@/ui/DataTable';
import { EmptyState } from '@/ui/EmptyState';
import { Loading } from '@/ui/Loading';
import { Notice } from '@/ui/Notice';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { NewToken } from './NewToken';
import { scopeText } from './scope';

type Token = Schemas['PersonalToken'];

/** Tokens for scripts: what they may do, until when, when they were last used, and the way to revoke them. */
export function Tokens() {
  const { data, error } = api.useQuery('get', '/me/tokens');
  const [making, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<Token>();
  const [secret, setSecret] = useState('');
  const revoke = useMutation<void, Problem, number>({
    mutationFn: async (id) => {
      orThrow(await http.DELETE('/me/tokens/{id}', { params: { path: { id } } }));
    },
    onSuccess: async () => {
      setRevoking(undefined);
      await refetchAll();
    },
  });
  if (error) return <ProblemAlert problem={error} />;
  if (!data) return <Loading />;
  return (
    <>
      <p>{t('account:tokens.intro')}</p>
      {secret && <Secret text={secret} />}
      {data.items.length === 0 ? (
        <EmptyState title={t('account:tokens.none')} hint={t('account:tokens.none-hint')} />
      ) : (
        <DataTable
          caption={t('account:tab.token')}
          rows={data.items}
          keyOf={({ id }) => String(id)}
          columns={[
            { name: 'name', label: t('account:tokens.name'), show: ({ name }) => name },
            {
              name: 'scopes',
              label: t('account:tokens.scopes'),
              show: ({ scopes }) => scopes.map(scopeText).join(', '),
            },
            {
              name: 'expires',
              label: t('account:tokens.expires'),
              show: ({ expires_at }) => formatDateOnly(expires_at),
            },
            {
              name: 'used',
              label: t('account:last-use'),
              show: ({ last_used_at }) => formatDate(last_used_at),
            },
            {
              name: 'revoke',
              label: t('account:sessions.actions'),
              show: (token) => (
                <Button look="outline" small onClick={() => setRevoking(token)}>
                  {t('account:tokens.revoke')}
                  <span className="visually-hidden"> {token.name}</span>
                </Button>
              ),
            },
          ]}
        />
      )}
      <p className="mt-4">
        <Button icon="it-plus" onClick={() => setMaking(true)}>
          {t('account:tokens.new')}
        </Button>
      </p>
      {making && (
        <NewToken
          done={(token) => {
            setSecret(token);
            setMaking(false);
          }}
          close={() => setMaking(false)}
        />
      )}
      {revoking && (
        <ConfirmDialog
          title={`${t('account:tokens.revoke')}: ${revoking.name}`}
          confirm={t('account:tokens.revoke')}
          danger
          busy={revoke.isPending}
          problem={revoke.error}
          onConfirm={() => revoke.mutate(revoking.id)}
          onClose={() => setRevoking(undefined)}
        >
          <p>{t('account:tokens.revoke-explain')}</p>
        </ConfirmDialog>
      )}
    </>
  );
}

const Secret = ({ text }: { text: string }) => (
  <Notice tone="success" role="status" title={t('account:tokens.once')}>
    <p className="mono">{text}</p>
    <Button look="outline" small icon="it-copy" onClick={() => navigator.clipboard?.writeText(text)}>
      {t('account:tokens.copy')}
    </Button>
  </Notice>
);
