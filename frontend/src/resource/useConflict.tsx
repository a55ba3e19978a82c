import { type ReactNode, useRef, useState } from 'react';
import type { Tagged } from '@/api/client';
import { queryClient } from '@/api/query-client';
import { codeOf, type Problem } from '@/lib/problem';
import { ConflictDialog } from '@/ui/ConflictDialog';
import type { AnyDefinition, FormValues } from './definition';
import { differences, merge } from './form-values';
import type { AnyRow } from './resource';
import { fieldLabel, valueText } from './words';

type Base = Tagged<AnyRow>;
type Conflict = { values: FormValues; saved: Base; problem: Problem; again: (values: FormValues) => void };

type Options = {
  def: AnyDefinition;
  id: string;
  loaded: Base;
  /** All the fields of the form. */
  names: string[];
  /** Those of them that the row has: the others are only mine. */
  stored?: string[];
  valuesOf: (row: AnyRow) => FormValues;
  /** What to show instead of the two versions, when the saved one leaves nothing to choose. */
  instead?: (saved: AnyRow, who: string | undefined, close: () => void) => ReactNode;
};

// A step that has no place any more is refused as such, before anybody looks at versions.
const isStale = (problem: Problem) => problem.status === 412 || codeOf(problem) === 'illegal-transition';

/** What a form does when somebody else saved first: nothing typed is lost, both versions are shown, one choice a field. */
export function useConflict({ def, id, loaded, names, stored = names, valuesOf, instead }: Options) {
  // What the form started from stays put: a refetch behind it must not move the If-Match.
  const base = useRef(loaded);
  const [conflict, setConflict] = useState<Conflict>();
  const close = () => setConflict(undefined);

  const meet = (problem: Problem, values: FormValues, again: (values: FormValues) => void) => {
    if (!isStale(problem)) return false;
    queryClient
      .fetchQuery({ ...def.resource.item(id), staleTime: 0 })
      .then((saved) => setConflict({ values, saved, problem, again }));
    return true;
  };
  if (!conflict) return { base, meet, dialog: null };

  const { values, saved, problem, again } = conflict;
  const theirs = valuesOf(saved.row);
  const clashes = differences(stored, valuesOf(base.current.row), values, theirs);
  const resolve = (keptMine: Set<string>) => {
    base.current = saved;
    close();
    again(
      merge(
        names,
        values,
        theirs,
        keptMine,
        clashes.map((clash) => clash.name),
      ),
    );
  };
  const dialog = instead?.(saved.row, problem.status === 412 ? problem.detail : undefined, close) ?? (
    <ConflictDialog
      who={problem.detail}
      clashes={clashes.map(({ name, mine, saved: other, prefer }) => ({
        name,
        prefer,
        label: fieldLabel(def, name),
        mine: valueText(def, name, mine),
        saved: valueText(def, name, other),
      }))}
      onResolve={resolve}
      onClose={close}
    />
  );
  return { base, meet, dialog };
}
