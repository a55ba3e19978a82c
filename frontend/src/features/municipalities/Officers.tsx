import { api, type Schemas } from '@/api/client';
import { actText } from '@/lib/acts';
import { formatDay } from '@/lib/dates';
import { t } from '@/lib/i18n';
import { formatNumber } from '@/lib/numbers';
import { AppLink } from '@/ui/AppLink';
import { DataTable } from '@/ui/DataTable';
import { EmptyState } from '@/ui/EmptyState';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';

type Officer = Schemas['MunicipalityOfficer'];

/** Who serves in a municipality now, and who did before. */
export function Officers({ istatCode }: { istatCode: string }) {
  const { data, error } = api.useQuery('get', '/municipalities/{istat_code}/officers', {
    params: { path: { istat_code: istatCode } },
  });
  if (error) return <ProblemAlert problem={error} />;
  if (!data) return <Loading />;
  if (data.items.length === 0) {
    return (
      <EmptyState title={t('municipalities:officers.none')} hint={t('municipalities:officers.none-hint')} />
    );
  }
  return (
    <DataTable
      caption={t('municipalities:tab.incarichi')}
      rows={data.items}
      keyOf={({ id }) => String(id)}
      columns={[
        {
          name: 'who',
          label: t('municipalities:officers.who'),
          show: (one) =>
            one.person ? (
              <AppLink to={`/referenti/${one.person}`}>{`${one.given_name} ${one.family_name}`}</AppLink>
            ) : (
              t('municipalities:officers.vacant')
            ),
        },
        { name: 'role', label: t('municipalities:officers.role'), show: (one) => <Role officer={one} /> },
        { name: 'when', label: t('municipalities:officers.when'), show: when },
        { name: 'act', label: t('municipalities:officers.act'), show: actText },
        {
          name: 'contact',
          label: t('municipalities:officers.contact'),
          show: ({ office_email, office_phone }) => [office_email, office_phone].filter(Boolean).join(', '),
        },
      ]}
    />
  );
}

/** The role with the way it is held: `Segretario comunale, in convenzione (40%, Segreteria delle Eolie)`. */
function Role({ officer }: { officer: Officer }) {
  const { role, arrangement, substitute, convention, convention_id, share_percent, replaces } = officer;
  return (
    <>
      {[t(`common:role.${role}`), arrangement && t(`common:arrangement.${arrangement}`)]
        .filter(Boolean)
        .join(', ')}
      {substitute && ` (${t('municipalities:officers.substitute')})`}
      {replaces &&
        `, ${t('municipalities:officers.instead', { organs: replaces.map((one) => t(`common:replaces.${one}`)).join(', ') })}`}
      {convention_id && (
        <>
          {share_percent !== undefined &&
            ` ${t('municipalities:officers.share', { share: formatNumber(share_percent) })}`}
          {': '}
          <AppLink to={`/convenzioni/${convention_id}`}>{convention}</AppLink>
        </>
      )}
    </>
  );
}

const when = ({ from, to }: Officer) =>
  to
    ? t('common:from-to', { from: formatDay(from), to: formatDay(to) })
    : t('common:since', { from: formatDay(from) });
