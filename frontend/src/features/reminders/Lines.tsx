import { useQuery } from '@tanstack/react-query';
import { http, orThrow } from '@/api/client';
import { download } from '@/api/download';
import { t } from '@/lib/i18n';
import { adhesionText } from '@/resource/adhesion';
import { AppLink } from '@/ui/AppLink';
import { DataTable } from '@/ui/DataTable';
import { ExportMenu } from '@/ui/ExportMenu';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';

const formats = ['csv', 'xlsx'] as const;

/** What a run asked of whom, and the list that goes by certified mail. */
export function Lines({ run }: { run: number }) {
  const { data, error } = useQuery({
    queryKey: ['/reminders', run],
    queryFn: async ({ signal }) =>
      orThrow(await http.GET('/reminders', { params: { query: { run: [run], limit: 200 } }, signal })).items,
  });
  return (
    <section>
      <h2 className="h5">{t('reminders:lines.title')}</h2>
      <p>{t('reminders:lines.pec')}</p>
      <ExportMenu
        formats={formats}
        onExport={(format) => download(`/reminders?run=${run}&audience=pec`, format, 'pec')}
      />
      <ProblemAlert problem={error} />
      {!data && !error && <Loading />}
      {data && (
        <DataTable
          caption={t('reminders:lines.title')}
          rows={data}
          keyOf={({ id }) => String(id)}
          columns={[
            {
              name: 'name',
              label: t('reminders:lines.municipality'),
              show: ({ municipality, name }) => <AppLink to={`/adesioni/${municipality}`}>{name}</AppLink>,
            },
            {
              name: 'rule',
              label: t('reminders:lines.rule'),
              show: ({ rule }) =>
                rule === 'acceptance' ? t('reminders:lines.acceptance') : adhesionText(rule),
            },
            {
              name: 'audience',
              label: t('reminders:lines.audience'),
              show: ({ audience }) => t(`reminders:value.audience.${audience}`),
            },
            {
              name: 'state',
              label: t('reminders:lines.state'),
              show: ({ state, problem }) =>
                [t(`reminders:value.state.${state}`), problem].filter(Boolean).join(': '),
            },
          ]}
        />
      )}
    </section>
  );
}
