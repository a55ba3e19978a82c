import { useQuery } from '@tanstack/react-query';
import { http, orThrow, type Schemas } from '@/api/client';
import { useSession } from '@/api/session';
import { actText } from '@/lib/acts';
import { t } from '@/lib/i18n';
import { formatPeriod } from '@/lib/period';
import { useHomeCrumb } from '@/resource/crumbs';
import { AppLink } from '@/ui/AppLink';
import { LinkButton } from '@/ui/Button';
import { EmptyState } from '@/ui/EmptyState';
import { FileLink } from '@/ui/FileLink';
import { Loading } from '@/ui/Loading';
import { OutsideLink } from '@/ui/OutsideLink';
import { Page } from '@/ui/Page';
import { PrintButton } from '@/ui/PrintButton';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { StatusBadge } from '@/ui/StatusBadge';
import { Tabs } from '@/ui/Tabs';
import { Timeline } from '@/ui/Timeline';
import { contentOf, statusTone, stepName } from './words';

type Milestone = Schemas['Milestone'];

const PATH = '/percorso';
export const TIMELINE = 'linea';
export const LIST = 'elenco';

/** The whole path, step by step. */
export function PathPage() {
  const { can } = useSession();
  const { data, error, refetch } = useQuery({
    queryKey: ['/milestones', 'whole'],
    queryFn: async ({ signal }) => {
      const found: Milestone[] = [];
      for (let cursor: string | undefined; cursor !== ''; ) {
        const query = { sort: 'date', limit: 200, cursor } as const;
        const page = orThrow(await http.GET('/milestones', { params: { query }, signal }));
        found.push(...page.items);
        cursor = page.next_cursor;
      }
      return found;
    },
  });
  const steps = [...new Set((data ?? []).map(({ step }) => step))].sort((a, b) => a - b);
  return (
    <Page
      title={t('milestones:title')}
      lead={t('milestones:intro')}
      crumbs={[useHomeCrumb()]}
      actions={
        <>
          {can('milestone:write') && (
            <LinkButton to={`${PATH}/nuovo`} icon="it-plus">
              {t('milestones:new')}
            </LinkButton>
          )}
          <PrintButton />
        </>
      }
    >
      <Views view={TIMELINE} />
      <ProblemAlert problem={error} retry={() => refetch()} />
      {!data && !error && <Loading />}
      {data && data.length === 0 && (
        <EmptyState title={t('milestones:empty.title')} hint={t('milestones:empty.hint')} />
      )}
      {steps.map((step) => (
        <Step key={step} step={step} milestones={(data ?? []).filter((one) => one.step === step)} />
      ))}
    </Page>
  );
}

export const Views = ({ view }: { view: string }) => (
  <Tabs
    label={t('milestones:views')}
    tabs={[TIMELINE, LIST].map((id) => ({
      id,
      label: t(`milestones:view.${id}`),
      to: PATH,
      search: id === TIMELINE ? {} : { vista: id },
      current: id === view,
    }))}
  />
);

function Step({ step, milestones }: { step: number; milestones: Milestone[] }) {
  const done = milestones.filter(({ status }) => status === 'done').length;
  return (
    <section>
      <h2 className="h4">{stepName(step)}</h2>
      <p>{t('milestones:progress', { done, count: milestones.length })}</p>
      <Timeline
        items={milestones.map((one) => ({
          key: String(one.id),
          when: formatPeriod(one),
          open: one.status !== 'done',
          badge: (
            <StatusBadge tone={statusTone[one.status]}>
              {t(`milestones:value.status.${one.status}`)}
            </StatusBadge>
          ),
          title: <AppLink to={`${PATH}/${one.id}`}>{one.title}</AppLink>,
          text: one.description,
          more: <Evidence milestone={one} />,
        }))}
      />
    </section>
  );
}

/** By which act, where to read it, who says so. */
function Evidence({ milestone }: { milestone: Milestone }) {
  const { document_id, document_title, url, source, title } = milestone;
  const act = actText(milestone);
  return (
    <>
      {act && <p className="timeline-note">{act}</p>}
      {document_title && (
        <p className="timeline-note">
          <FileLink to={contentOf(document_id)}>{document_title}</FileLink>
        </p>
      )}
      {url && (
        <p className="timeline-note">
          <OutsideLink to={url}>
            {t('milestones:document')}
            <span className="visually-hidden">{`: ${title}`}</span>
          </OutsideLink>
        </p>
      )}
      {source && <p className="timeline-note">{t('milestones:source', { source })}</p>}
    </>
  );
}
