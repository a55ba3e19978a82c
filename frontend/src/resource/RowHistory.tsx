import { useInfiniteQuery } from '@tanstack/react-query';
import { formatInstant } from '@/lib/dates';
import { t, tOr } from '@/lib/i18n';
import { Button } from '@/ui/Button';
import { EmptyState } from '@/ui/EmptyState';
import { History } from '@/ui/History';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import type { AnyDefinition } from './definition';
import type { HistoryItem } from './resource';
import { fieldLabel, hasLabel, historyText } from './words';

export function RowHistory({ def, id }: { def: AnyDefinition; id: string }) {
  const { data, error, isFetchingNextPage, hasNextPage, fetchNextPage } = useInfiniteQuery(
    def.resource.history(id),
  );
  if (error) return <ProblemAlert problem={error} />;
  if (!data) return <Loading />;
  const items = data.pages.flatMap((page) => page.items);
  if (items.length === 0)
    return <EmptyState title={t('common:history.none')} hint={t('common:history.none-hint')} />;
  return (
    <>
      <h2 className="visually-hidden">{t('common:tab.storia')}</h2>
      <History entries={items.map((item) => entry(def, item))} />
      {hasNextPage && (
        <Button look="outline" busy={isFetchingNextPage} onClick={() => fetchNextPage()}>
          {t('common:history.more')}
        </Button>
      )}
    </>
  );
}

const entry = (def: AnyDefinition, { id, at, actor, operation, action, changes }: HistoryItem) => ({
  key: String(id),
  when: formatInstant(at),
  who: tOr(`common:actor.${actor}`, actor),
  what: tOr(`${def.ns}:history.${stepOf(operation)}`, t(`common:history.${action}`)),
  changes: changes.map((change) => {
    const field = fieldOf(def, change.field);
    return {
      field,
      label: fieldLabel(def, field),
      before: historyText(def, field, change.old),
      after: historyText(def, field, change.new),
    };
  }),
});

// The trail names the columns of the database: topic_code is the field topic, act_number is act.number, istat_code is itself.
const fieldOf = (def: AnyDefinition, column: string) =>
  [column, column.replace('_', '.')].find((name) => hasLabel(def, name)) ?? column.replace(/_(code|id)$/, '');

/** `risks-propose` → `propose`. */
const stepOf = (operation: string) => operation.slice(operation.lastIndexOf('-') + 1);
