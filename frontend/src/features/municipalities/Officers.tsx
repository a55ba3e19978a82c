import { api, type Schemas } from '@/api/client';
import { formatDay } from '@/lib/dates';
import { t } from '@/lib/i18n';
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
          show: (one) => (
            <AppLink to={`/referenti/${one.person}`}>{`${one.given_name} ${one.family_name}`}</AppLink>
          ),
        },
        { name: 'role', label: t('municipalities:officers.role'), show: role },
        { name: 'when', label: t('municipalities:officers.when'), show: when },
        { name: 'act', label: t('municipalities:officers.act'), show: act },
        {
          name: 'contact',
          label: t('municipalities:officers.contact'),
          show: ({ office_email, office_phone }) => [office_email, office_phone].filter(Boolean).join(', '),
        },
      ]}
    />
  );
}

const role = ({ role: code, substitute }: Officer) =>
  t(`common:role.${code}`) + (substitute ? ` (${t('municipalities:officers.substitute')})` : '');

const when = ({ from, to }: Officer) =>
  to
    ? t('common:from-to', { from: formatDay(from), to: formatDay(to) })
    : t('common:since', { from: formatDay(from) });

const act = ({ act_kind, act_number, act_date }: Officer) =>
  [act_kind, act_number && `n. ${act_number}`, act_date && formatDay(act_date)].filter(Boolean).join(' ');
