import { useState } from 'react';
import { api } from '@/api/client';
import { useMunicipality } from '@/api/municipality';
import { municipalityName } from '@/api/reference';
import { useSession } from '@/api/session';
import { formatInstant } from '@/lib/dates';
import { t } from '@/lib/i18n';
import { useHomeCrumb } from '@/resource/crumbs';
import { AppLink } from '@/ui/AppLink';
import { Button, LinkButton } from '@/ui/Button';
import { DataTable } from '@/ui/DataTable';
import { EmptyState } from '@/ui/EmptyState';
import { Loading } from '@/ui/Loading';
import { Page } from '@/ui/Page';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { StatusBadge } from '@/ui/StatusBadge';
import { tones } from './words';

/** The registers brought in so far, the latest first. */
export function ImportsPage() {
  const { can } = useSession();
  const { code } = useMunicipality();
  const [cursor, setCursor] = useState<string>();
  const { data, error, refetch } = api.useQuery('get', '/register-imports', {
    params: { query: { cursor, ...(code && { municipality: [code] }) } },
  });
  const list = typeof data === 'string' ? undefined : data;
  return (
    <Page
      title={t('register-imports:title')}
      lead={t('register-imports:intro')}
      crumbs={[useHomeCrumb(), { to: '/registro', label: t('app:resource.register.title') }]}
      actions={
        can('plan:write') && (
          <LinkButton to="/importazioni/nuovo" icon="it-plus">
            {t('register-imports:new')}
          </LinkButton>
        )
      }
    >
      <ProblemAlert problem={error} retry={() => refetch()} />
      {!list && !error && <Loading />}
      {list?.items.length === 0 && (
        <EmptyState title={t('register-imports:none.title')} hint={t('register-imports:none.hint')} />
      )}
      {list && list.items.length > 0 && (
        <DataTable
          caption={t('register-imports:title')}
          rows={list.items}
          keyOf={({ id }) => String(id)}
          columns={[
            {
              name: 'file',
              label: t('register-imports:column.file'),
              show: ({ id, filename }) => <AppLink to={`/importazioni/${id}`}>{filename}</AppLink>,
            },
            {
              name: 'municipality',
              label: t('register-imports:column.municipality'),
              show: ({ municipality }) => municipalityName(municipality),
            },
            { name: 'year', label: t('register-imports:column.year'), show: ({ year }) => year },
            {
              name: 'state',
              label: t('register-imports:column.state'),
              show: ({ state }) => (
                <StatusBadge tone={tones[state]}>{t(`register-imports:state.${state}`)}</StatusBadge>
              ),
            },
            {
              name: 'rows',
              label: t('register-imports:column.rows'),
              numeric: true,
              show: ({ rows }) => rows,
            },
            {
              name: 'when',
              label: t('register-imports:column.when'),
              show: ({ updated_at }) => formatInstant(updated_at),
            },
          ]}
        />
      )}
      {list?.next_cursor && (
        <Button look="outline" onClick={() => setCursor(list.next_cursor)}>
          {t('register-imports:more')}
        </Button>
      )}
    </Page>
  );
}
