import { useQuery } from '@tanstack/react-query';
import { useParams, useSearch } from '@tanstack/react-router';
import { api } from '@/api/client';
import { useSession } from '@/api/session';
import { stageOf } from '@/lib/adhesion';
import { formatDay } from '@/lib/dates';
import { t } from '@/lib/i18n';
import { first, type Search } from '@/lib/url-state';
import { adhesionText, adhesionTone } from '@/resource/adhesion';
import { useCrumbs } from '@/resource/crumbs';
import { Drafts } from '@/resource/Drafts';
import { RowHistory } from '@/resource/RowHistory';
import { AppLink } from '@/ui/AppLink';
import { LinkButton } from '@/ui/Button';
import { Loading } from '@/ui/Loading';
import { Notice } from '@/ui/Notice';
import { Page } from '@/ui/Page';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { StatusBadge } from '@/ui/StatusBadge';
import { Tabs } from '@/ui/Tabs';
import { Dossier } from './Dossier';
import { definition } from './definition';
import { Papers } from './Papers';
import { Steps, Way } from './Steps';
import { type Adhesion, waitText } from './words';

const ns = 'adhesions';

/** One municipality's way in: where it stands, what comes next and what that wants, the drafts, the papers, the past. */
export function AdhesionPage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const tab = first((useSearch({ strict: false }) as Search).scheda) ?? 'passo';
  const crumbs = useCrumbs(definition);
  const { can } = useSession();
  const { data, error, refetch } = useQuery(definition.resource.item(id));
  if (!data) {
    return (
      <Page title={t(`${ns}:one`)} crumbs={crumbs}>
        {error ? <ProblemAlert problem={error} retry={() => refetch()} /> : <Loading />}
      </Page>
    );
  }
  const row = data.row as Adhesion;
  const ids = ['passo', 'atto', 'bozze', 'documenti', ...(can('history:read') ? ['storia'] : [])];
  return (
    <Page
      title={t(`${ns}:of`, { name: row.name })}
      crumbs={crumbs}
      badge={<StatusBadge tone={adhesionTone(row.state)}>{adhesionText(row.state)}</StatusBadge>}
      lead={t(`${ns}:since`, { day: formatDay(row.since), wait: waitText(row.days) })}
      actions={
        <LinkButton look="outline" to={`/comuni/${id}/vantaggi`}>
          {t(`${ns}:advantage`)}
        </LinkButton>
      }
    >
      <Tabs
        label={t('common:tab.label')}
        tabs={ids.map((one) => ({
          id: one,
          label: t(`${ns}:tab.${one}`),
          to: `/adesioni/${id}`,
          search: one === 'passo' ? {} : { scheda: one },
          current: one === tab,
        }))}
      />
      {tab === 'passo' && <Now row={row} />}
      {tab === 'atto' && <Dossier row={row} />}
      {tab === 'bozze' && <Drafts istatCode={id} />}
      {tab === 'documenti' && <Papers municipality={id} />}
      {tab === 'storia' && <RowHistory def={definition} id={id} />}
    </Page>
  );
}

function Now({ row }: { row: Adhesion }) {
  const steps = api.useQuery('get', '/adhesions/{istat_code}/steps', {
    params: { path: { istat_code: row.municipality } },
  });
  return (
    <>
      <NextStep row={row} />
      <Agreement row={row} />
      <ProblemAlert problem={steps.error} />
      {steps.data && <Way row={row} steps={steps.data.items} />}
      {steps.data && <Steps steps={steps.data.items} />}
    </>
  );
}

/** What the municipality has signed, and how long it lasts. */
function Agreement({ row: { protocol: number, state, ends_on } }: { row: Adhesion }) {
  if (!number || stageOf(state) !== 'member') return null;
  return (
    <p>
      {ends_on
        ? t(`${ns}:agreement.until`, { number, day: formatDay(ends_on) })
        : t(`${ns}:agreement.tacit`, { number })}
    </p>
  );
}

// When the drafts serve.
const beforeTheAct = ['not_contacted', 'contacted', 'draft_sent', 'interested', 'proposal_filed'];

/** What leads on, whose move it is, what is still missing; then the steps aside. */
function NextStep({ row }: { row: Adhesion }) {
  const { next, waiting, overdue, missing, warnings, protocol_pending: pending } = row;
  const steps = row.actions.filter((action) => action !== 'edit');
  const aside = steps.filter((action) => action !== next);
  const to = `/adesioni/${row.municipality}/passo`;
  const name = next && t(`${ns}:step.${next}.name`);
  return (
    <>
      {pending && (
        <Notice tone="warning" title={t(`${ns}:pending.title`)}>
          <p>{t(`${ns}:pending.text`)}</p>
          {row.actions.includes('edit') && (
            <LinkButton small to={`/adesioni/${row.municipality}/firma`}>
              {t(`${ns}:pending.button`)}
            </LinkButton>
          )}
        </Notice>
      )}
      {warnings.map(({ pointer, detail }) => (
        <Notice key={pointer} tone="warning" title={t(`${ns}:warning`)}>
          <p>{detail}</p>
        </Notice>
      ))}
      <section className="next-step">
        <h2>{name ? t(`${ns}:next`, { step: name }) : t(`${ns}:no-next`)}</h2>
        {next && (
          <p>
            {waiting && t(`${ns}:turn.${waiting}`)} {t(`${ns}:step.${next}.explain`)}{' '}
            {overdue && <strong>{t(`${ns}:overdue`)}.</strong>}
          </p>
        )}
        {missing.length > 0 && (
          <>
            <p>{t(`${ns}:missing`)}</p>
            <ul>
              {missing.map(({ pointer, detail }) => (
                <li key={pointer}>{detail}</li>
              ))}
            </ul>
          </>
        )}
        <div className="next-step-buttons">
          {next && steps.includes(next) && (
            <LinkButton to={to} search={{ azione: next }}>
              {t(`${ns}:record`, { step: name })}
            </LinkButton>
          )}
          {beforeTheAct.includes(row.state) && (
            <LinkButton look="outline" to={`/adesioni/${row.municipality}`} search={{ scheda: 'bozze' }}>
              {t(`${ns}:drafts`)}
            </LinkButton>
          )}
          {missing.some(({ pointer }) => pointer === '/documents') && (
            <LinkButton look="outline" to={`/adesioni/${row.municipality}`} search={{ scheda: 'documenti' }}>
              {t(`${ns}:upload`)}
            </LinkButton>
          )}
        </div>
        {aside.length > 0 && (
          <details className="mt-3">
            <summary>{t(`${ns}:aside`)}</summary>
            <ul>
              {aside.map((action) => (
                <li key={action}>
                  <AppLink to={to} search={{ azione: action }}>
                    {t(`${ns}:step.${action}.name`)}
                  </AppLink>
                  {`: ${t(`${ns}:step.${action}.explain`)}`}
                </li>
              ))}
            </ul>
          </details>
        )}
      </section>
    </>
  );
}
