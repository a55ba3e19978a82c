import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import {
  type ComponentType,
  type CSSProperties,
  type KeyboardEvent,
  useCallback,
  useDeferredValue,
  useMemo,
  useRef,
  useState,
} from 'react';
import { municipalityName } from '@/api/reference';
import { useSession } from '@/api/session';
import { t } from '@/lib/i18n';
import { formatNumber } from '@/lib/numbers';
import { first, type Search } from '@/lib/url-state';
import { useHomeCrumb } from '@/resource/crumbs';
import { AppLink } from '@/ui/AppLink';
import { Button, LinkButton } from '@/ui/Button';
import { EmptyState } from '@/ui/EmptyState';
import { Field, Select } from '@/ui/Field';
import { FilterBar } from '@/ui/FilterBar';
import { Loading } from '@/ui/Loading';
import { Page } from '@/ui/Page';
import { PrintButton } from '@/ui/PrintButton';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { years } from '../years';
import { type Filters, grouped, highest, matches, none, type Row, useWork } from './useWork';
import { Level, WorkRow } from './WorkRow';

export type JudgeProps = { row: Row; year: number; method: 'pna2019' | 'pna2013' };
type Props = { Judge: ComponentType<JudgeProps> };

/** The register of a municipality as one works on it: area, process, event; each judged where it stands. */
export function WorkPage({ Judge }: Props) {
  const { id: code = '' } = useParams({ strict: false }) as { id?: string };
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const year = Number(first(search.anno)) || new Date().getFullYear();
  const method = first(search.metodo) === 'pna2013' ? 'pna2013' : 'pna2019';
  const { can } = useSession();
  const { rows, total, more, error, refetch } = useWork(code, year, method);
  const choose = (patch: Search) =>
    navigate({ to: '.', search: { ...search, ...patch } as never, replace: true });
  return (
    <Page
      title={t('register:of', { name: municipalityName(code) })}
      lead={t('register-work:lead')}
      crumbs={[useHomeCrumb(), { to: '/registro', label: t('register:title') }]}
      actions={
        <>
          {rows.length > 0 && can('local-risk:write') && (
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
          <PrintButton />
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
      <ProblemAlert problem={error} retry={() => refetch()} />
      {!more && !error && rows.length === 0 && (
        <EmptyState
          title={t('register-work:empty.title')}
          hint={t('register-work:empty.hint')}
          action={can('local-risk:write') && <Begin code={code} />}
        />
      )}
      {rows.length > 0 && (
        <Work
          key={`${code} ${year} ${method}`}
          rows={rows}
          total={total}
          Judge={Judge}
          year={year}
          method={method}
        />
      )}
      {more && <Loading />}
    </Page>
  );
}

/** How much room what is out of sight may take: scrolling stays even. */
const size = (rows: number, processes: number) =>
  ({ '--rows': rows, '--processes': processes }) as CSSProperties;

/** The ways into an empty register. */
const Begin = ({ code }: { code: string }) => (
  <>
    <LinkButton to="/rischi">{t('register-work:empty.catalogue')}</LinkButton>
    <p className="mt-4">
      <AppLink to={`/rischi-mancanti/${code}`}>{t('register-work:empty.alike')}</AppLink>
    </p>
  </>
);

type WorkProps = Props & Omit<JudgeProps, 'row'> & { rows: Row[]; total: number };

function Work({ rows, total, Judge, year, method }: WorkProps) {
  const [filters, setFilters] = useState<Filters>(none);
  const [open, setOpen] = useState<number>();
  const list = useRef<HTMLDivElement>(null);
  const toggle = useCallback((risk: number) => setOpen((now) => (now === risk ? undefined : risk)), []);
  const all = useMemo(() => grouped(rows), [rows]);
  // What one works on stays in sight, whatever its new state.
  const wanted = useDeferredValue(filters);
  const shown = useMemo(
    () => rows.filter((row) => row.risk_id === open || matches(row, wanted)),
    [rows, open, wanted],
  );
  const areas = useMemo(() => grouped(shown), [shown]);
  const confirmed = rows.filter((row) => row.state === 'confirmed').length;
  const next = rows.find((row) => row.state !== 'confirmed' && row.risk_id !== open);
  const work = (row: Row) => {
    setOpen(row.risk_id);
    requestAnimationFrame(() => {
      const line = document.querySelector<HTMLElement>(`[aria-controls="rischio-${row.risk_id}"]`);
      line?.scrollIntoView({ block: 'start' });
      line?.focus();
    });
  };
  /** The arrows go from line to line. */
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const here = event.target as HTMLElement;
    if (!step || !here.classList.contains('work-line')) return;
    const lines = [...list.current!.querySelectorAll<HTMLElement>('.work-line')];
    lines[lines.indexOf(here) + step]?.focus();
    event.preventDefault();
  };
  const set = (patch: Partial<Filters>) => setFilters({ ...filters, ...patch });
  const word = (name: keyof Filters, value: string) =>
    name === 'area'
      ? (all.find(({ code }) => code === value)?.name ?? value)
      : name === 'words'
        ? value
        : t(`register-work:${name}.${value}`);
  const options = (name: 'state' | 'level', values: string[]) =>
    values.map((value) => ({ value, label: t(`register-work:${name}.${value}`) }));
  return (
    <>
      <div className="work-progress">
        <label>
          {t('register-work:progress', {
            confirmed: formatNumber(confirmed),
            all: formatNumber(total),
          })}
          <progress value={confirmed} max={total} />
        </label>
        {next && (
          <Button look="primary" onClick={() => work(next)}>
            {t('register-work:next')}
          </Button>
        )}
      </div>
      <FilterBar
        chips={(Object.keys(filters) as (keyof Filters)[])
          .filter((name) => filters[name])
          .map((name) => ({
            key: name,
            label: `${t(`register-work:filter.${name}`)}: ${word(name, filters[name])}`,
            remove: () => set({ [name]: '' }),
          }))}
        onClear={() => setFilters(none)}
      >
        <Field
          label={t('register-work:filter.words')}
          type="search"
          maxLength={100}
          value={filters.words}
          onChange={(event) => set({ words: event.target.value })}
        />
        <Select
          label={t('register-work:filter.area')}
          empty={t('ui:filter.any')}
          options={all.map(({ code, name }) => ({ value: code, label: `${code} ${name}` }))}
          value={filters.area}
          onChange={(event) => set({ area: event.target.value })}
        />
        <Select
          label={t('register-work:filter.state')}
          empty={t('ui:filter.any')}
          options={options('state', ['todo', 'draft', 'confirmed'])}
          value={filters.state}
          onChange={(event) => set({ state: event.target.value })}
        />
        <Select
          label={t('register-work:filter.level')}
          empty={t('ui:filter.any')}
          options={options('level', ['low', 'medium', 'high'])}
          value={filters.level}
          onChange={(event) => set({ level: event.target.value })}
        />
      </FilterBar>
      <p role="status">
        {t('register-work:shown', { count: shown.length, number: formatNumber(shown.length) })}
      </p>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the arrows are a shortcut beside Tab */}
      <div ref={list} onKeyDown={onKeyDown}>
        {areas.map((area) => (
          <section key={area.code} className="work-area" style={size(area.rows, area.processes.length)}>
            <h2 className="h4">
              {area.code} {area.name}{' '}
              <small>
                {t('register-work:events', { count: area.rows, number: formatNumber(area.rows) })}
              </small>
            </h2>
            {area.processes.map((process) => (
              <section key={process.name} className="work-process" style={size(process.rows.length, 1)}>
                <h3 className="h6">
                  {process.name} <Level level={highest(process.rows)} />
                </h3>
                <ul>
                  {process.rows.map((row) => (
                    <WorkRow key={row.risk_id} row={row} open={open === row.risk_id} toggle={toggle}>
                      {open === row.risk_id && <Judge row={row} year={year} method={method} />}
                    </WorkRow>
                  ))}
                </ul>
              </section>
            ))}
          </section>
        ))}
      </div>
    </>
  );
}
