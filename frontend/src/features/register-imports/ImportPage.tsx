import { useParams, useSearch } from '@tanstack/react-router';
import { api } from '@/api/client';
import { municipalityName } from '@/api/reference';
import { t } from '@/lib/i18n';
import { first, type Search } from '@/lib/url-state';
import { useHomeCrumb } from '@/resource/crumbs';
import { LinkButton } from '@/ui/Button';
import { Loading, Progress } from '@/ui/Loading';
import { Notice } from '@/ui/Notice';
import { Page } from '@/ui/Page';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { Stats } from '@/ui/Stats';
import { Stepper } from '@/ui/Stepper';
import { Tabs } from '@/ui/Tabs';
import { ApplyForm } from './ApplyForm';
import { Discard } from './Discard';
import { MappingForm } from './MappingForm';
import { Matches } from './Matches';
import { Rows } from './Rows';
import type { Import } from './words';

const busy = ['checking', 'applying'];
const steps = ['upload', 'mapping', 'check', 'matches', 'apply'];
const at = { uploaded: 1, checking: 2, checked: 3, applying: 4, applied: 5 } as const;

/** One import, wherever it stands: what it asks for next is in front. */
export function ImportPage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const home = useHomeCrumb();
  const { data, error, refetch } = api.useQuery(
    'get',
    '/register-imports/{id}',
    { params: { path: { id: Number(id) } } },
    { refetchInterval: ({ state }) => (busy.includes(state.data?.state ?? '') ? 1000 : false) },
  );
  const crumbs = [home, { to: '/importazioni', label: t('register-imports:title') }];
  if (!data) {
    return (
      <Page title={t('register-imports:one')} crumbs={crumbs}>
        {error ? <ProblemAlert problem={error} retry={() => refetch()} /> : <Loading />}
      </Page>
    );
  }
  return (
    <Page
      title={data.filename}
      lead={`${municipalityName(data.municipality)}, ${data.year}`}
      crumbs={crumbs}
      actions={data.actions.includes('archive') && <Discard data={data} />}
    >
      <Stepper
        label={t('register-imports:steps.label')}
        items={steps.map((key, n) => ({
          key,
          label: t(`register-imports:steps.${key}`),
          state: n < at[data.state] ? 'done' : n === at[data.state] ? 'current' : 'todo',
        }))}
      />
      {data.problem && (
        <Notice tone="danger" role="alert" title={t('register-imports:problem')}>
          <p>{data.problem}</p>
        </Notice>
      )}
      <Body data={data} />
    </Page>
  );
}

function Body({ data }: { data: Import }) {
  switch (data.state) {
    case 'uploaded':
      return data.actions.includes('mapping') ? (
        <MappingForm key={data.version} data={data} />
      ) : (
        <Rows data={data} />
      );
    case 'checking':
      return <Progress done={data.done} total={data.rows} label={t('register-imports:checking')} />;
    case 'applying':
      return <Loading text={t('register-imports:applying')} />;
    case 'applied':
      return (
        <>
          <Notice tone="success" title={t('register-imports:apply.done')}>
            <p>{t('register-imports:apply.made', { ...data })}</p>
            <LinkButton to={`/registro/${data.municipality}/esporta`}>
              {t('register-imports:apply.export')}
            </LinkButton>
          </Notice>
          <Rows data={data} />
        </>
      );
  }
  return <Checked data={data} />;
}

const parts = { righe: Rows, voci: Matches, colonne: MappingForm, scrivi: ApplyForm };
type Part = keyof typeof parts;

/** After the dry run: the report, the matches to confirm, another mapping, the writing. */
function Checked({ data }: { data: Import }) {
  const asked = first((useSearch({ strict: false }) as Search).parte) as Part | undefined;
  const shown = (Object.keys(parts) as Part[]).filter(
    (one) => one === 'righe' || one === 'voci' || data.actions.includes('mapping'),
  );
  const current = asked && shown.includes(asked) ? asked : 'righe';
  const Part = parts[current];
  return (
    <>
      <Stats
        items={(['rows', 'good', 'failed', 'unconfirmed', 'confirmed', 'unmatched', 'known'] as const).map(
          (name) => ({
            label: t(`register-imports:counts.${name}`),
            value: data[name],
          }),
        )}
      />
      <Tabs
        label={t('register-imports:tabs.label')}
        tabs={shown.map((id) => ({
          id,
          label: t(`register-imports:tabs.${id}`),
          to: `/importazioni/${data.id}`,
          search: { parte: id },
          current: id === current,
        }))}
      />
      <Part key={current === 'colonne' ? data.version : current} data={data} />
    </>
  );
}
