import { useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { download, formats } from '@/api/download';
import { useSession } from '@/api/session';
import { formatDateOnly, isDate } from '@/lib/dates';
import { t } from '@/lib/i18n';
import { formatNumber } from '@/lib/numbers';
import { first, type Search, stringifySearch } from '@/lib/url-state';
import { AppLink } from '@/ui/AppLink';
import { Button, LinkButton } from '@/ui/Button';
import { type Column, DataTable } from '@/ui/DataTable';
import { EmptyState } from '@/ui/EmptyState';
import { ExportMenu } from '@/ui/ExportMenu';
import { Loading } from '@/ui/Loading';
import { Page } from '@/ui/Page';
import { Pager } from '@/ui/Pager';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { SearchBox } from '@/ui/SearchBox';
import { Tabs } from '@/ui/Tabs';
import { useHomeCrumb } from './crumbs';
import type { AnyDefinition, ViewDef } from './definition';
import { archive, Filters } from './Filters';
import type { AnyRow, ListAnswer } from './resource';
import { sortDirection, toggleSort, useResourceList } from './useResourceList';
import { fieldLabel, valueText } from './words';

/** The list of a resource: search, filters, sort, pages, export. All its state is in the URL. */
export function ResourceListPage({ def, above }: { def: AnyDefinition; above?: ReactNode }) {
  const { can } = useSession();
  const { view, tabs } = useViews(def);
  const offered = (def.filters ?? []).filter(({ read }) => !read || can(read));
  const filters = can('history:read') && !def.unhistoried ? [...offered, archive] : offered;
  const list = useResourceList({
    fixed: view?.query,
    size: view?.limit,
    resource: def.resource,
    filters: filters.map((f) => f.name),
  });
  const { data, error, isPending, isPlaceholderData, refetch } = list.query;
  const name = t(`${def.ns}:title`);
  const create = def.form && def.create?.some(can) && (
    <LinkButton to={`${def.path}/nuovo`} icon="it-plus">
      {t(`${def.ns}:new`)}
    </LinkButton>
  );

  return (
    <Page title={name} lead={t(`${def.ns}:intro`)} crumbs={[useHomeCrumb()]} actions={create}>
      {above}
      {tabs.length > 1 && <Tabs label={t('common:view')} tabs={tabs} />}
      <div className="tools">
        {!def.wordless && (
          <SearchBox
            label={t(`${def.ns}:search`)}
            value={first(list.search.q) ?? ''}
            onSearch={(q) => list.set({ q })}
          />
        )}
        <ExportMenu
          formats={Object.keys(formats) as (keyof typeof formats)[]}
          onExport={(format) => download(def.resource.path + stringifySearch(list.asked), format, name)}
        />
      </div>
      <Filters def={def} filters={filters} chosen={list.chosen} set={list.set} />
      <ProblemAlert problem={error} retry={() => refetch()} />
      {isPending && !error && <Loading />}
      {data && (
        <>
          <div className="list-head">
            <p role="status">{totalText(def.ns, data)}</p>
          </div>
          {data.items.length > 0 && view?.show?.(data.items)}
          {data.items.length > 0 && !view?.show && (
            <DataTable
              caption={name}
              columns={columnsOf(def, view, list)}
              rows={data.items}
              keyOf={def.resource.keyOf}
              busy={isPlaceholderData}
            />
          )}
          {data.items.length === 0 && (
            <Nothing
              ns={def.ns}
              filtered={list.anyFilter}
              clear={() => list.set(clearing(list))}
              create={create}
            />
          )}
          {(view?.show ? list.next || list.first : data.items.length > 0 || list.first) && (
            <Pager
              size={list.limit}
              onSize={(size) => list.set({ limit: String(size) })}
              onFirst={list.first}
              onPrevious={list.previous}
              onNext={list.next || undefined}
            />
          )}
        </>
      )}
    </Page>
  );
}

/** The part of the list one looks at, and the way to the others. */
function useViews(def: AnyDefinition) {
  const { can } = useSession();
  const search = useSearch({ strict: false }) as Search;
  const vista = first(search.vista);
  const kept = def.sameList ? { ...search, cursor: undefined, limit: undefined } : {};
  const views: ViewDef<AnyRow>[] = (def.views ?? []).filter(({ read }) => !read || can(read));
  const view = views.find(({ id }) => id === vista) ?? views[0];
  const tabs = views.map(({ id }, index) => ({
    id,
    label: t(`${def.ns}:view.${id}`),
    to: def.path,
    search: { ...kept, vista: index === 0 ? undefined : id },
    current: id === view?.id,
  }));
  return { view, tabs };
}

type List = ReturnType<typeof useResourceList>;

const clearing = (list: List) => ({
  q: undefined,
  ...Object.fromEntries(Object.keys(list.chosen).map((name) => [name, undefined])),
});

/** Never a wrong number: beyond what the server counts it says "more than". */
function totalText(ns: string, { total, total_relation }: ListAnswer<AnyRow>): string {
  const number = formatNumber(total);
  return total_relation === 'gte'
    ? t('common:more-than', { number })
    : t(`${ns}:count`, { count: total, number });
}

function columnsOf(def: AnyDefinition, view: ViewDef<AnyRow> | undefined, list: List): Column<AnyRow>[] {
  const current = first(list.search.sort) ?? view?.defaultSort ?? def.defaultSort;
  return (view?.columns ?? def.columns).map(({ name, sort, numeric, show }, index) => {
    const value = show ?? ((row: AnyRow) => cellText(def, name, (row as Record<string, unknown>)[name]));
    return {
      name,
      numeric,
      label: fieldLabel(def, name),
      show:
        index === 0
          ? (row) => <AppLink to={`${def.path}/${def.resource.keyOf(row)}`}>{value(row)}</AppLink>
          : value,
      sort: sort
        ? {
            to: list.pathname,
            search: { ...list.search, cursor: undefined, sort: toggleSort(sort, current) },
            direction: sortDirection(sort, current),
          }
        : undefined,
    };
  });
}

const cellText = (def: AnyDefinition, name: string, value: unknown): string =>
  isDate(value) ? formatDateOnly(value) : valueText(def, name, value);

function Nothing({
  ns,
  filtered,
  clear,
  create,
}: {
  ns: string;
  filtered: boolean;
  clear: () => void;
  create: ReactNode;
}) {
  return filtered ? (
    <EmptyState
      title={t('common:no-match.title')}
      hint={t('common:no-match.hint')}
      action={
        <Button look="outline" onClick={clear}>
          {t('common:no-match.clear')}
        </Button>
      }
    />
  ) : (
    <EmptyState title={t(`${ns}:empty.title`)} hint={t(`${ns}:empty.hint`)} action={create} />
  );
}
