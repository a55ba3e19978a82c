import { useQuery } from '@tanstack/react-query';
import { useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { api, type Tagged } from '@/api/client';
import { codedName, municipalityName, vocabularies } from '@/api/reference';
import { useSession } from '@/api/session';
import { formatInstant } from '@/lib/dates';
import { t } from '@/lib/i18n';
import { first } from '@/lib/url-state';
import { Actions } from '@/resource/Actions';
import { useCrumbs } from '@/resource/crumbs';
import { RowHistory } from '@/resource/RowHistory';
import { AppLink } from '@/ui/AppLink';
import { Loading } from '@/ui/Loading';
import { Notice } from '@/ui/Notice';
import { Page } from '@/ui/Page';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { Tabs } from '@/ui/Tabs';
import { definition } from './definition';
import { Editor } from './Editor';
import { Badges } from './Level';
import { Decided, Reading } from './Reading';
import { type Evaluation, levelText } from './words';

const HISTORY = 'storia';

/** One evaluation: the draft one works on, or the judgement that was given. */
export function EvaluationPage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const tab = first((useSearch({ strict: false }) as { scheda?: string }).scheda) ?? 'dati';
  const { can } = useSession();
  const crumbs = useCrumbs(definition);
  const { data, error, refetch } = useQuery({
    ...definition.resource.item(id),
    refetchOnWindowFocus: false,
  });
  if (!data) {
    return (
      <Page title={t('evaluations:one')} crumbs={crumbs}>
        {error ? <ProblemAlert problem={error} retry={() => refetch()} /> : <Loading />}
      </Page>
    );
  }
  const { row, etag } = data;
  const tabs = ['dati', ...(can('history:read') ? [HISTORY] : [])].map((one) => ({
    id: one,
    label: t(`common:tab.${one}`),
    to: `/valutazioni/${id}`,
    search: one === 'dati' ? {} : { scheda: one },
    current: one === tab,
  }));
  return (
    <Page
      title={definition.title(row)}
      lead={`${municipalityName(row.municipality)} · ${codedName(vocabularies().risk_areas, row.area)} · ${row.process}`}
      crumbs={crumbs}
      badge={<Badges {...row} />}
      actions={<Actions def={definition} id={id} row={row} etag={etag} />}
    >
      {row.archived_at && (
        <Notice tone="warning" title={t('common:archived', { when: formatInstant(row.archived_at) })}>
          {row.archive_reason && <p>{row.archive_reason}</p>}
        </Notice>
      )}
      {tabs.length > 1 && <Tabs label={t('common:tab.label')} tabs={tabs} />}
      <p>
        <AppLink to={`/rischi/${row.risk}`}>{t('evaluations:see-risk')}</AppLink>
      </p>
      {tab === HISTORY ? <RowHistory def={definition} id={id} /> : <Sheet data={data} />}
    </Page>
  );
}

export function Sheet({ data }: { data: Tagged<Evaluation> }) {
  const { row } = data;
  // Somebody else may confirm it under one's hands: what is not saved yet stays in sight.
  const [held, hold] = useState(false);
  const methods = api.useQuery('get', '/evaluation-methods', {}, { staleTime: Number.POSITIVE_INFINITY });
  const method = methods.data?.items.find((one) => one.method === row.method);
  if (!method) return methods.error ? <ProblemAlert problem={methods.error} /> : <Loading />;
  return (
    <>
      <Notice tone={method.superseded ? 'warning' : 'info'} title={method.name}>
        <p>{method.note}</p>
        <p>{method.source}</p>
      </Notice>
      <Before row={row} />
      {held || row.actions.includes('edit') ? (
        <>
          <Editor key={row.id} loaded={data} method={method} hold={hold} />
          <Decided row={row} />
        </>
      ) : (
        <Reading row={row} method={method} />
      )}
    </>
  );
}

/** How it stands to the year before. */
function Before({ row }: { row: Evaluation }) {
  if (!row.previous_id) return null;
  const level = levelText(row.previous_level) || t('ui:empty-value');
  return (
    <p>
      <AppLink to={`/valutazioni/${row.previous_id}`}>
        {t('evaluations:before', { year: row.year - 1, level })}
      </AppLink>
      {row.previous_residual_level &&
        ` ${t('evaluations:before-residual', { level: levelText(row.previous_residual_level) })}`}
      {row.carried_over && ` ${t('evaluations:carried')}`}
    </p>
  );
}
