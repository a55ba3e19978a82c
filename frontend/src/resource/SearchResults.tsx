import { useQueries } from '@tanstack/react-query';
import { t } from '@/lib/i18n';
import { formatNumber } from '@/lib/numbers';
import { AppLink } from '@/ui/AppLink';
import { EmptyState } from '@/ui/EmptyState';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import type { AnyDefinition } from './definition';

const SHOWN = 5;

/** The first finds of each resource, and the way to all of them. */
export function SearchResults({ definitions, q }: { definitions: AnyDefinition[]; q: string }) {
  const answers = useQueries({ queries: definitions.map((def) => def.resource.list({ q, limit: SHOWN })) });
  if (answers.some((answer) => answer.isPending)) return <Loading />;
  const found = answers.reduce((sum, { data }) => sum + (data?.total ?? 0), 0);
  const problem = answers.find((answer) => answer.error)?.error;
  return (
    <>
      <ProblemAlert problem={problem} />
      <p role="status">{t('search:found', { count: found, number: formatNumber(found) })}</p>
      {found === 0 && !problem && <EmptyState title={t('common:no-match.title')} hint={t('search:hint')} />}
      {definitions.map((def, index) => {
        const data = answers[index]?.data;
        if (!data?.items.length) return null;
        return (
          <section key={def.path} className="found">
            <h2 className="h5">{t(`${def.ns}:title`)}</h2>
            <ul>
              {data.items.map((row) => (
                <li key={def.resource.keyOf(row)}>
                  <AppLink to={`${def.path}/${def.resource.keyOf(row)}`}>{def.title(row)}</AppLink>
                </li>
              ))}
            </ul>
            {data.total > SHOWN && (
              <p>
                <AppLink to={def.path} search={{ q }}>
                  {t('search:all', {
                    number: formatNumber(data.total),
                    what: t(`${def.ns}:title`).toLowerCase(),
                  })}
                </AppLink>
              </p>
            )}
          </section>
        );
      })}
    </>
  );
}
