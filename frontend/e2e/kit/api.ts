import { inject } from 'vitest';
import { accounts, PASSWORD, type Role } from './accounts';

export type Api = {
  get: <T>(path: string) => Promise<T>;
  post: <T>(path: string, body: unknown) => Promise<T>;
};

/** The API as one of the demo's people: for what a story prepares, or compares with. */
export async function apiOf(role: Role): Promise<Api> {
  const ask = async (path: string, init: RequestInit) => {
    const answer = await fetch(`${inject('baseUrl')}/api/v1${path}`, init);
    const body = await answer.json();
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${JSON.stringify(body).slice(0, 800)}`);
    return body;
  };
  const json = { 'Content-Type': 'application/json' };
  const sent = (body: unknown, headers = {}) => ({
    method: 'POST',
    headers: { ...json, ...headers },
    body: JSON.stringify(body),
  });
  const { access_token } = await ask('/auth/login', sent({ email: accounts[role], password: PASSWORD }));
  const headers = { Authorization: `Bearer ${access_token}` };
  return {
    get: (path) => ask(path, { headers }),
    post: (path, body) => ask(path, sent(body, headers)),
  };
}
