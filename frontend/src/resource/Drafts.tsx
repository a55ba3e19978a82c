import { api } from '@/api/client';
import { downloadFile } from '@/api/download';
import { t } from '@/lib/i18n';
import { DraftList } from '@/ui/DraftList';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';

/** The acts of a municipality, filled in with what the platform knows. */
export function Drafts({ istatCode }: { istatCode: string }) {
  const { data, error, refetch } = api.useQuery('get', '/municipalities/{istat_code}/drafts', {
    params: { path: { istat_code: istatCode } },
  });
  if (error) return <ProblemAlert problem={error} retry={() => refetch()} />;
  if (!data) return <Loading />;
  return (
    <>
      <p>{t('ui:drafts.lead')}</p>
      <DraftList
        caption={t('ui:drafts.caption')}
        drafts={data.items}
        onDownload={(code, format) =>
          downloadFile(`/municipalities/${istatCode}/drafts/${code}?format=${format}`, `${code}.${format}`)
        }
      />
      {data.items.some(({ formats }) => !formats.includes('pdf')) && <p>{t('ui:drafts.docx-only')}</p>}
    </>
  );
}
