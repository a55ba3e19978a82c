import { useSyncExternalStore } from 'react';
import { stored } from '@/lib/storage';
import { useSession } from './session';

const KEY = 'municipality';
const listeners = new Set<() => void>();

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
const read = () => stored.get(KEY) ?? '';

export function chooseMunicipality(code: string): void {
  stored.set(KEY, code || null);
  for (const tell of listeners) tell();
}

/** The municipality the person is working for now: the only one they have, the one they chose, or '' for all of theirs. */
export function useMunicipality() {
  const chosen = useSyncExternalStore(subscribe, read);
  const mine = useSession().me?.municipalities ?? [];
  const current = mine.length === 1 ? mine[0]! : mine.find((m) => m.istat_code === chosen);
  return { mine, current, code: current?.istat_code ?? '' };
}
