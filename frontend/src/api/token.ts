import { stored } from '@/lib/storage';

// The access token lives in memory only; the refresh token is a cookie that scripts cannot read.
let token = '';
let expiresAt = 0;
let refreshing: Promise<boolean> | undefined;
const expiredListeners = new Set<() => void>();

export const base = `${globalThis.location?.origin ?? ''}/api/v1`;
const SIGNED_IN = 'signed-in'; // says "try the cookie" at the next page load; it opens nothing by itself
const EARLY_MS = 20_000;

export function keepToken(answer: { access_token: string; expires_in: number }): void {
  token = answer.access_token;
  expiresAt = Date.now() + answer.expires_in * 1000;
  stored.set(SIGNED_IN, '1');
}

export function dropToken(): void {
  token = '';
  expiresAt = 0;
  stored.set(SIGNED_IN, null);
}

/** Calls back when the server no longer accepts this session. Returns the way to stop listening. */
export function onExpired(listener: () => void): () => void {
  expiredListeners.add(listener);
  return () => expiredListeners.delete(listener);
}

/** A token that will be accepted, refreshed when it is about to expire; '' when signed out. */
export async function freshToken(): Promise<string> {
  const due = token ? Date.now() > expiresAt - EARLY_MS : stored.get(SIGNED_IN) !== null;
  if (due) await refresh();
  return token;
}

/** One refresh at a time, in this tab and across tabs: the server takes a cookie used twice for a theft. */
export function refresh(): Promise<boolean> {
  refreshing ??= exclusively(askRefresh).finally(() => {
    refreshing = undefined;
  });
  return refreshing;
}

const exclusively = async (work: () => Promise<boolean>): Promise<boolean> =>
  globalThis.navigator?.locks ? await navigator.locks.request('comunita-refresh', work) : work();

async function askRefresh(): Promise<boolean> {
  const hadToken = token !== '';
  const answer = await fetch(`${base}/auth/refresh`, { method: 'POST', headers: authHeaders }).catch(
    () => null,
  );
  if (answer?.ok) {
    keepToken(await answer.json());
    return true;
  }
  if (answer?.status === 401) {
    dropToken();
    if (hadToken) for (const tell of expiredListeners) tell();
  }
  return false;
}

/** A header no form of another site can send. */
export const authHeaders = { 'X-Requested-With': 'comunita' };

/** Calls back when the person signs out in another tab. Returns the way to stop listening. */
export function onSignedOutElsewhere(listener: () => void): () => void {
  const changed = (event: StorageEvent) => {
    if (event.key?.endsWith(SIGNED_IN) && event.newValue === null) listener();
  };
  window.addEventListener('storage', changed);
  return () => window.removeEventListener('storage', changed);
}
