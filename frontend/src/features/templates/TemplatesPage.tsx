import { api } from '@/api/client';
import { formatInstant } from '@/lib/dates';
import { t } from '@/lib/i18n';
import { useHomeCrumb } from '@/resource/crumbs';
import { AppLink } from '@/ui/AppLink';
import { DataTable } from '@/ui/DataTable';
import { Loading } from '@/ui/Loading';
import { Notice } from '@/ui/Notice';
import { Page } from '@/ui/Page';
import { ProblemAlert } from '@/ui/ProblemAlert';

/** The acts the network drafts, each with its version in use. */
export function TemplatesPage() {
  const home = useHomeCrumb();
  const { data, error, refetch } = api.useQuery('get', '/templates');
  return (
    <Page title={t('templates:title')} lead={t('templates:intro')} crumbs={[home]}>
      <ProblemAlert problem={error} retry={() => refetch()} />
      {!data && !error && <Loading />}
      {data?.items.some(({ formats }) => formats.length === 1) && (
        <Notice tone="warning" title={t('templates:docx-only')} />
      )}
      {data && (
        <DataTable
          caption={t('templates:title')}
          rows={data.items}
          keyOf={({ code }) => code}
          columns={[
            {
              name: 'name',
              label: t('templates:field.name'),
              show: ({ code, name }) => <AppLink to={`/modelli/${code}`}>{name}</AppLink>,
            },
            {
              name: 'description',
              label: t('templates:field.description'),
              show: ({ description }) => description,
            },
            {
              name: 'current',
              label: t('templates:field.current'),
              numeric: true,
              show: ({ current }) => current?.number ?? t('templates:none'),
            },
            {
              name: 'published_at',
              label: t('templates:field.published_at'),
              show: ({ current }) => current?.published_at && formatInstant(current.published_at),
            },
          ]}
        />
      )}
    </Page>
  );
}
