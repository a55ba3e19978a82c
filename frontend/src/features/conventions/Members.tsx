import type { Schemas } from '@/api/client';
import { useSession } from '@/api/session';
import { t } from '@/lib/i18n';
import { formatNumber } from '@/lib/numbers';
import { AppLink } from '@/ui/AppLink';
import { LinkButton } from '@/ui/Button';
import { DataTable } from '@/ui/DataTable';
import { EmptyState } from '@/ui/EmptyState';
import { Notice } from '@/ui/Notice';

/** Who shares the secretary, how much, and what is missing to a hundred. */
export function Members({ convention }: { convention: Schemas['Convention'] }) {
  const { can } = useSession();
  const { id, members, total_percent, state } = convention;
  const missing = 100 - total_percent;
  const add = can('referent:write') && state !== 'ended' && (
    <LinkButton
      look="outline"
      icon="it-plus"
      to="/incarichi/nuovo"
      search={{ role: 'secretary', arrangement: 'convention', convention_id: String(id) }}
    >
      {t('conventions:members.add')}
    </LinkButton>
  );
  return (
    <section>
      <h2 className="h5">{t('conventions:members.title')}</h2>
      {members.length === 0 ? (
        <EmptyState
          title={t('conventions:members.none')}
          hint={t('conventions:members.none-hint')}
          action={add}
        />
      ) : (
        <>
          {state === 'open' && missing > 0 && (
            <Notice
              tone="warning"
              title={t('conventions:members.missing', { missing: formatNumber(Number(missing.toFixed(2))) })}
            />
          )}
          <DataTable
            caption={t('conventions:members.title')}
            rows={members}
            keyOf={({ municipality }) => municipality}
            columns={[
              {
                name: 'municipality',
                label: t('common:field.municipality'),
                show: ({ municipality, name }) => <AppLink to={`/comuni/${municipality}`}>{name}</AppLink>,
              },
              {
                name: 'share',
                label: t('conventions:members.share'),
                numeric: true,
                show: ({ share_percent }) =>
                  share_percent === undefined
                    ? t('conventions:members.unknown')
                    : `${formatNumber(share_percent)}%`,
              },
            ]}
          />
          {add && <p className="mt-4">{add}</p>}
        </>
      )}
    </section>
  );
}
