import { useQuery } from '@tanstack/react-query';
import { http, orThrow } from '@/api/client';
import { allPages } from '@/api/pages';
import { municipalityName } from '@/api/reference';
import { formatDay } from '@/lib/dates';
import { t } from '@/lib/i18n';
import { AppLink } from '@/ui/AppLink';
import { DataTable } from '@/ui/DataTable';
import { EmptyState } from '@/ui/EmptyState';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';

/** Who signed an agreement, of the municipalities one may see: in which quality, when, which file proves it. */
export function Signatures({ agreement, signers }: { agreement: number; signers: number }) {
  const { data, error } = useQuery({
    queryKey: ['/signatures', agreement],
    queryFn: ({ signal }) =>
      allPages(async (cursor) => {
        const query = { agreement: [agreement], limit: 200, cursor };
        return orThrow(await http.GET('/signatures', { params: { query }, signal }));
      }),
  });
  return (
    <section>
      <h2 className="h5">{t('agreements:signatures.title')}</h2>
      <ProblemAlert problem={error} />
      {!data && !error && <Loading />}
      {data?.length === 0 && signers === 0 && (
        <EmptyState title={t('agreements:signatures.none')} hint={t('agreements:signatures.none-hint')} />
      )}
      {data && signers > new Set(data.map(({ municipality }) => municipality)).size && (
        <p>{t('agreements:signatures.own')}</p>
      )}
      {data && data.length > 0 && (
        <DataTable
          caption={t('agreements:signatures.title')}
          rows={data}
          keyOf={({ id }) => String(id)}
          columns={[
            {
              name: 'municipality',
              label: t('agreements:field.municipality'),
              show: ({ municipality }) => (
                <AppLink to={`/adesioni/${municipality}`}>{municipalityName(municipality)}</AppLink>
              ),
            },
            {
              name: 'signatory_quality',
              label: t('agreements:signatures.by'),
              show: ({ signatory_name, signatory_quality }) => `${signatory_name}, ${signatory_quality}`,
            },
            {
              name: 'signatory_power',
              label: t('agreements:field.signatory_power'),
              show: ({ signatory_power }) => signatory_power,
            },
            {
              name: 'signed_on',
              label: t('agreements:field.signed_on'),
              show: ({ signed_on }) => formatDay(signed_on),
            },
            {
              name: 'signature_type',
              label: t('agreements:field.signature_type'),
              show: ({ signature_type }) => t(`agreements:value.signature_type.${signature_type}`),
            },
            {
              name: 'protocol',
              label: t('agreements:field.protocol'),
              show: ({ protocol }) => (
                <AppLink to={`/protocollo/${protocol}`}>{t('agreements:signatures.text')}</AppLink>
              ),
            },
            {
              name: 'document',
              label: t('agreements:signatures.file'),
              show: ({ document }) =>
                document ? (
                  <AppLink to={`/documenti/${document}`}>{t('agreements:signatures.open')}</AppLink>
                ) : null,
            },
          ]}
        />
      )}
    </section>
  );
}
