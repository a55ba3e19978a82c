import type { Schemas } from '@/api/client';
import { municipalityName, zoneName } from '@/api/reference';
import { useSession } from '@/api/session';
import { actText } from '@/lib/acts';
import { formatDay } from '@/lib/dates';
import { t } from '@/lib/i18n';
import { AppLink } from '@/ui/AppLink';
import { LinkButton } from '@/ui/Button';
import { DataTable } from '@/ui/DataTable';
import { EmptyState } from '@/ui/EmptyState';
import { StatusBadge } from '@/ui/StatusBadge';

type Mandate = Schemas['ReferentMandate'];

/** Where a person serves and served, by which act. */
export function Mandates({ person }: { person: Schemas['Referent'] }) {
  const { can } = useSession();
  const add = can('referent:write') && (
    <LinkButton look="outline" icon="it-plus" to="/incarichi/nuovo" search={{ person: String(person.id) }}>
      {t('referents:mandates.new')}
    </LinkButton>
  );
  return (
    <section>
      <h2 className="h5">{t('referents:mandates.title')}</h2>
      {person.mandates.length === 0 ? (
        <EmptyState
          title={t('referents:mandates.none')}
          hint={t('referents:mandates.none-hint')}
          action={add}
        />
      ) : (
        <>
          <DataTable
            caption={t('referents:mandates.title')}
            rows={person.mandates}
            keyOf={({ id }) => String(id)}
            columns={[
              {
                name: 'role',
                label: t('referents:mandates.role'),
                show: (one) => <AppLink to={`/incarichi/${one.id}`}>{role(one)}</AppLink>,
              },
              { name: 'where', label: t('referents:mandates.where'), show: where },
              { name: 'when', label: t('referents:mandates.when'), show: when },
              { name: 'act', label: t('referents:mandates.act'), show: actText },
              {
                name: 'current',
                label: t('referents:mandates.now'),
                show: ({ current }) => (
                  <StatusBadge tone={current ? 'success' : 'neutral'}>
                    {t(`referents:mandates.${current ? 'current' : 'past'}`)}
                  </StatusBadge>
                ),
              },
            ]}
          />
          {add && <p className="mt-4">{add}</p>}
        </>
      )}
    </section>
  );
}

const role = ({ role: code, arrangement, substitute }: Mandate) =>
  [t(`common:role.${code}`), arrangement && t(`common:arrangement.${arrangement}`)]
    .filter(Boolean)
    .join(', ') + (substitute ? ` (${t('referents:mandates.substitute')})` : '');

const where = ({ municipality, zone_id }: Mandate) => {
  if (municipality) return municipalityName(municipality);
  return zone_id ? zoneName(zone_id) : t('referents:mandates.network');
};

const when = ({ from, to }: Mandate) =>
  to
    ? t('common:from-to', { from: formatDay(from), to: formatDay(to) })
    : t('common:since', { from: formatDay(from) });
