import { useState } from 'react';
import { api } from '@/api/client';
import { formatDate } from '@/lib/dates';
import { t } from '@/lib/i18n';
import type { Problem } from '@/lib/problem';
import { Button } from '@/ui/Button';
import { DataTable } from '@/ui/DataTable';
import { EmptyState } from '@/ui/EmptyState';
import { Loading } from '@/ui/Loading';
import { Notice } from '@/ui/Notice';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { NewToken } from './NewToken';

/** Tokens for scripts: what they may do, until when, and when they were last used. */
export function Tokens() {
  const { data, error } = api.useQuery('get', '/me/tokens');
  const [making, setMaking] = useState(false);
  const [secret, setSecret] = useState('');
  if (error) return <ProblemAlert problem={error as Problem} />;
  if (!data) return <Loading />;
  return (
    <>
      <p>{t('account:tokens.intro')}</p>
      {secret && (
        <Notice tone="success" role="status" title={t('account:tokens.once')}>
          <p className="mono">{secret}</p>
          <Button look="outline" small icon="it-copy" onClick={() => navigator.clipboard.writeText(secret)}>
            {t('account:tokens.copy')}
          </Button>
        </Notice>
      )}
      {data.items.length === 0 ? (
        <EmptyState title={t('account:tokens.none')} hint={t('account:tokens.none-hint')} />
      ) : (
        <DataTable
          caption={t('account:tab.token')}
          rows={data.items}
          keyOf={({ id }) => String(id)}
          columns={[
            { name: 'name', label: t('common:field.name'), show: ({ name }) => name },
            { name: 'scopes', label: t('account:tokens.scopes'), show: ({ scopes }) => scopes.join(', ') },
            {
              name: 'expires',
              label: t('account:tokens.expires'),
              show: ({ expires_on }) => formatDate(expires_on),
            },
            {
              name: 'used',
              label: t('account:last-use'),
              show: ({ last_used_at }) => formatDate(last_used_at),
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
    </>
  );
}
