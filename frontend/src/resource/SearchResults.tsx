import { useQueries } from '@tanstack/react-query';
import { useSession } from '@/api/session';
import { t } from '@/lib/i18n';
import { formatNumber } from '@/lib/numbers';
import type { Search } from '@/lib/url-state';
import { AppLink } from '@/ui/AppLink';
import { EmptyState } from '@/ui/EmptyState';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import type { AnyDefinition } from './definition';
import type { ListQuery } from './resource';

const SHOWN = 5;

type Place = { key: string; def: AnyDefinition; title: string; query: ListQuery; search: Search };

/** The lists to look into: a resource, or those of its views it names and the person may read. */
function placesOf(def: AnyDefinition, can: (permission: string) => boolean): Place[] {
  const title = t(`${def.ns}:title`);
  if (def.wordless) return [];
  if (!def.searchIn) return [{ key: def.path, def, title, query: {}, search: {} }];
  return (def.views ?? [])
    .filter(({ id, read }) => def.searchIn?.includes(id) && (!read || can(read)))
    .map(({ id, query }) => ({
      key: `${def.path} ${id}`,
      def,
      title: t(`${def.ns}:view.${id}`),
      query,
      search: { vista: id },
    }));
}

/** The first finds of each resource, and the way to all of them. */
export function SearchResults({ definitions, q }: { definitions: AnyDefinition[]; q: string }) {
  const { can } = useSession();
  const places = definitions.flatMap((def) => placesOf(def, can));
  const answers = useQueries({
    // No sort: what matches best comes first.
    queries: places.map(({ def, query }) =>
      def.resource.list({ ...query, sort: undefined, q, limit: SHOWN }),
    ),
  });
  if (answers.some((answer) => answer.isPending)) return <Loading />;
  const found = answers.reduce((sum, { data }) => sum + (data?.total ?? 0), 0);
  const problem = answers.find((answer) => answer.error)?.error;
  return (
    <>
      <ProblemAlert problem={problem} />
      <p role="status">{t('search:found', { count: found, number: formatNumber(found) })}</p>
      {found === 0 && !problem && <EmptyState title={t('common:no-match.title')} hint={t('search:hint')} />}
      {places.map(({ key, def, title, search }, index) => {
        const data = answers[index]?.data;
        if (!data?.items.length) return null;
        return (
          <section key={key} className="found">
            <h2 className="h5">{title}</h2>
            <ul>
              {data.items.map((row) => (
                <li key={def.resource.keyOf(row)}>
                  <AppLink to={`${def.path}/${def.resource.keyOf(row)}`}>{def.title(row)}</AppLink>
                </li>
              ))}
            </ul>
            {data.total > SHOWN && (
              <p>
                <AppLink to={def.path} search={{ ...search, q }}>
                  {t('search:all', { number: formatNumber(data.total), what: title.toLowerCase() })}
                </AppLink>
              </p>
            )}
          </section>
        );
      })}
    </>
  );
}
