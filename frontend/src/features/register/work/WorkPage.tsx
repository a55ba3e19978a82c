import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { type ComponentType, useState } from 'react';
import { municipalityName } from '@/api/reference';
import { useSession } from '@/api/session';
import { t } from '@/lib/i18n';
import { first, type Search } from '@/lib/url-state';
import { useHomeCrumb } from '@/resource/crumbs';
import { AppLink } from '@/ui/AppLink';
import { LinkButton } from '@/ui/Button';
import { EmptyState } from '@/ui/EmptyState';
import { Select } from '@/ui/Field';
import { Loading } from '@/ui/Loading';
import { Page } from '@/ui/Page';
import { PrintButton } from '@/ui/PrintButton';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { years } from '../years';
import { type Edition, type Filters, type JudgeProps, none, useSummary, useWork } from './useWork';
import { Work } from './Work';

type Props = { Judge: ComponentType<JudgeProps> };

/** The register of a municipality as one works on it: area, process, event; each judged where it stands. */
export function WorkPage({ Judge }: Props) {
  const { id: code = '' } = useParams({ strict: false }) as { id?: string };
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const year = Number(first(search.anno)) || new Date().getFullYear();
  const method = first(search.metodo) === 'pna2013' ? 'pna2013' : 'pna2019';
  const { can } = useSession();
  const edition: Edition = { code, year, method };
  const key = `${code} ${year} ${method}`;
  const [chosen, setChosen] = useState<{ of: string; filters: Filters }>({ of: key, filters: none });
  const filters = chosen.of === key ? chosen.filters : none; // of this register, not of the one before
  const work = useWork(edition, filters);
  const { data: sum, error: uncounted, refetch: count } = useSummary(edition, none);
  const error = work.error ?? uncounted;
  const choose = (patch: Search) =>
    navigate({ to: '.', search: { ...search, ...patch } as never, replace: true });
  return (
    <Page
      title={t('register:of', { name: municipalityName(code) })}
      lead={t('register-work:lead')}
      crumbs={[useHomeCrumb(), { to: '/registro', label: t('register:title') }]}
      actions={
        <>
          {sum?.risks !== 0 && can('local-risk:write') && (
            <LinkButton to="/rischi">{t('register-work:add')}</LinkButton>
          )}
          {can('plan:write') && (
            <LinkButton to="/importazioni/nuovo" search={{ municipality: code }} look="outline">
              {t('register:links.import')}
            </LinkButton>
          )}
          <LinkButton to={`/registro/${code}/esporta`} look="outline">
            {t('register:links.export')}
          </LinkButton>
          <LinkButton to={`/quadro/${code}`} look="outline">
            {t('register-work:overview')}
          </LinkButton>
          <PrintButton complete={work.more ? work.all : undefined} />
        </>
      }
    >
      <div className="form-grid d-print-none">
        <Select
          label={t('register-work:year')}
          options={years()}
          value={String(year)}
          onChange={(event) => choose({ anno: event.target.value })}
        />
        <Select
          label={t('register:export.method')}
          options={['pna2019', 'pna2013'].map((value) => ({ value, label: t(`register:method.${value}`) }))}
          value={method}
          onChange={(event) => choose({ metodo: event.target.value })}
        />
      </div>
      <ProblemAlert problem={error} retry={() => void [work.refetch(), count()]} />
      {sum?.risks === 0 && (
        <EmptyState
          title={t('register-work:empty.title')}
          hint={t('register-work:empty.hint')}
          action={can('local-risk:write') && <Begin code={code} />}
        />
      )}
      {sum && sum.risks > 0 && (
        <Work
          key={key}
          edition={edition}
          sum={sum}
          work={work}
          filters={filters}
          setFilters={(now) => setChosen({ of: key, filters: now })}
          Judge={Judge}
        />
      )}
      {(work.pending || !sum) && !error && <Loading />}
    </Page>
  );
}

/** The ways into an empty register. */
const Begin = ({ code }: { code: string }) => (
  <>
    <LinkButton to="/rischi">{t('register-work:empty.catalogue')}</LinkButton>
    <p className="mt-4">
      <AppLink to={`/rischi-mancanti/${code}`}>{t('register-work:empty.alike')}</AppLink>
    </p>
  </>
);
