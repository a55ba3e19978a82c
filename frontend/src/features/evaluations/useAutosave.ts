import { useEffect, useRef, useState } from 'react';
import { http, ifMatch, type Tagged, tagged } from '@/api/client';
import { queryClient } from '@/api/query-client';
import { asProblem, type Problem } from '@/lib/problem';
import type { FormValues } from '@/resource/definition';
import { differences, merge, withValue } from '@/resource/form-values';
import { definition } from './definition';
import { bodyOf, namesOf, valuesOf } from './values';
import type { Evaluation, Method } from './words';

const PAUSE = 800;
/** Longer than a click: what the answer changes on the page would take its target away. */
const CLICK = 300;

type Conflict = { saved: Tagged<Evaluation>; problem: Problem };

/** Keeps what is typed on the server, one write at a time; when somebody else wrote first, a person chooses. */
export function useAutosave(loaded: Tagged<Evaluation>, method: Method) {
  const names = namesOf(method);
  const textOf = (of: FormValues) => JSON.stringify(bodyOf(method, of, loaded.row));
  const base = useRef(loaded);
  const [row, setRow] = useState(loaded.row);
  const [values, setValues] = useState(() => valuesOf(method, loaded.row));
  const latest = useRef(values);
  const [kept, setKept] = useState(() => textOf(values));
  const keptNow = useRef(kept);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const [conflict, setConflict] = useState<Conflict>();
  const timer = useRef(0);
  const line = useRef<Promise<boolean>>(Promise.resolve(true));
  useEffect(() => () => clearTimeout(timer.current), []);

  const keep = (text: string) => {
    keptNow.current = text;
    setKept(text);
  };
  const take = (next: FormValues) => {
    latest.current = next;
    setValues(next);
  };
  const meet = async (refused: Problem) => {
    const saved = await queryClient.fetchQuery({
      ...definition.resource.item(String(loaded.row.id)),
      staleTime: 0,
    });
    setConflict({ saved, problem: refused });
  };

  async function send(): Promise<boolean> {
    const text = textOf(latest.current);
    if (text === keptNow.current) return true;
    setBusy(true);
    try {
      const params = { path: { id: loaded.row.id }, header: ifMatch(base.current.etag) };
      const body = bodyOf(method, latest.current, loaded.row);
      base.current = tagged(await http.PUT('/evaluations/{id}', { params, body }));
      queryClient.setQueryData(definition.resource.item(String(loaded.row.id)).queryKey, base.current);
      keep(text);
      setRow(base.current.row);
      setProblem(undefined);
    } catch (error) {
      const refused = asProblem(error);
      setProblem(refused);
      if (refused.status === 412) await meet(refused).catch(() => {});
      return false;
    } finally {
      setBusy(false);
    }
    return send(); // what was typed meanwhile
  }

  /** True when all that is typed is saved. */
  const flush = () => {
    clearTimeout(timer.current);
    line.current = line.current.then(send);
    return line.current;
  };
  const later = (pause: number) => {
    clearTimeout(timer.current);
    timer.current = window.setTimeout(flush, pause);
  };
  const change = (name: string, value: string) => {
    take(withValue(latest.current, name, value));
    later(PAUSE);
  };

  const clashes = conflict
    ? differences(names, valuesOf(method, base.current.row), values, valuesOf(method, conflict.saved.row))
    : [];
  const resolve = (keptMine: Set<string>) => {
    if (!conflict) return;
    const theirs = valuesOf(method, conflict.saved.row);
    base.current = conflict.saved;
    keep(textOf(theirs));
    setRow(conflict.saved.row);
    setProblem(undefined);
    setConflict(undefined);
    take(
      merge(
        names,
        latest.current,
        theirs,
        keptMine,
        clashes.map(({ name }) => name),
      ),
    );
    void flush();
  };

  return {
    values,
    change,
    flush,
    /** One has left a field. */
    left: () => later(CLICK),
    /** As the server last answered: the suggestion, the scores and what is missing are of this. */
    row,
    saved: () => base.current,
    busy,
    dirty: textOf(values) !== kept,
    problem,
    conflict: conflict && { problem: conflict.problem, clashes },
    resolve,
    leaveConflict: () => setConflict(undefined),
  };
}
