import { useQuery } from '@tanstack/react-query';
import { http, orThrow } from '@/api/client';
import { allPages } from '@/api/pages';
import { municipalityName } from '@/api/reference';
import { useSession } from '@/api/session';
import { formatDay } from '@/lib/dates';
import { t } from '@/lib/i18n';
import { AppLink } from '@/ui/AppLink';
import { DataTable } from '@/ui/DataTable';
import { EmptyState } from '@/ui/EmptyState';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';

type Props = { protocol: number; current: boolean };

/** Which municipalities accepted a published text and, of the current one, which members have yet to: those one may see. */
export function Acceptances(props: Props) {
  const { can } = useSession();
  return can('adhesion:read') ? <Both {...props} /> : null;
}

function Both({ protocol, current }: Props) {
  const accepted = useQuery({
    queryKey: ['/signatures', 'protocol', protocol],
    queryFn: ({ signal }) =>
      allPages(async (cursor) => {
        const query = { protocol: [protocol], limit: 200, cursor };
        return orThrow(await http.GET('/signatures', { params: { query }, signal }));
      }),
  });
  const pending = useQuery({
    queryKey: ['/adhesions', 'protocol-pending'],
    enabled: current,
    queryFn: ({ signal }) =>
      allPages(async (cursor) => {
        const query = { protocol_pending: true, limit: 200, cursor };
        return orThrow(await http.GET('/adhesions', { params: { query }, signal }));
      }),
  });
  const yes = accepted.data;
  const no = current ? pending.data : [];
  const name = (code: string) => <AppLink to={`/adesioni/${code}`}>{municipalityName(code)}</AppLink>;
  return (
    <section>
      <ProblemAlert problem={accepted.error ?? pending.error} />
      {!(yes && no) && !accepted.error && !pending.error && <Loading />}
      {current && pending.data && (
        <>
          <h2 className="h5">{t('protocols:pending.title')}</h2>
          {pending.data.length === 0 ? (
            <p>{t('protocols:pending.none')}</p>
          ) : (
            <DataTable
              caption={t('protocols:pending.title')}
              rows={pending.data}
              keyOf={({ municipality }) => municipality}
              columns={[
                {
                  name: 'municipality',
                  label: t('protocols:acceptances.municipality'),
                  show: ({ municipality }) => name(municipality),
                },
              ]}
            />
          )}
        </>
      )}
      {yes && (
        <>
          <h2 className="h5">{t('protocols:acceptances.title')}</h2>
          {yes.length === 0 ? (
            <EmptyState title={t('protocols:acceptances.none')} hint={t('protocols:acceptances.none-hint')} />
          ) : (
            <DataTable
              caption={t('protocols:acceptances.title')}
              rows={yes}
              keyOf={({ id }) => String(id)}
              columns={[
                {
                  name: 'municipality',
                  label: t('protocols:acceptances.municipality'),
                  show: ({ municipality }) => name(municipality),
                },
                {
                  name: 'signed_on',
                  label: t('protocols:acceptances.signed_on'),
                  show: ({ signed_on }) => formatDay(signed_on),
                },
              ]}
            />
          )}
        </>
      )}
    </section>
  );
}
