import { api } from '@/api/client';
import { codedName, vocabularies } from '@/api/reference';
import { hasText, t } from '@/lib/i18n';
import { AppLink } from '@/ui/AppLink';
import { ProblemAlert } from '@/ui/ProblemAlert';

/** Patterns seen in analogous situations and contexts, each with its reasons. */
export function Analogous({ id }: { id: number }) {
  const { data, error } = api.useQuery('get', '/behaviours/{id}/analogous', { params: { path: { id } } });
  if (error) return <ProblemAlert problem={error} />;
  if (!data?.items.length) return null;
  return (
    <section>
      <h2 className="h5">{t('behaviours:analogous.title')}</h2>
      <ul>
        {data.items.map(({ id: other, code, title, shared }) => (
          <li key={other}>
            <AppLink to={`/comportamenti/${other}`}>{`${code} ${title}`}</AppLink>
            {shared.length > 0 &&
              ` (${t('behaviours:analogous.shared', { what: shared.map(reason).join(', ') })})`}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A code in common, which may be of a context, a situation or an area. */
function reason(code: string): string {
  const context = `behaviours:value.contexts.${code}`;
  if (hasText(context)) return t(context).toLowerCase();
  return codedName([...vocabularies().situations, ...vocabularies().risk_areas], code);
}
