import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { send } from './send';
import { base, dropToken, keepToken, onExpired } from './token';

type Reply = (request: Request) => Response | Promise<Response>;
const asked: string[] = [];
let reply: Reply;

const api = (path: string, init?: RequestInit) => new Request(base + path, init);
const refused = () => Response.json({ type: '/problems/expired', title: '', status: 401 }, { status: 401 });
const tokenOf = (request: Request) => request.headers.get('Authorization');

beforeEach(() => {
  asked.length = 0;
  vi.stubGlobal('fetch', async (input: Request | string, init?: RequestInit) => {
    const request = new Request(input, init);
    asked.push(`${request.method} ${new URL(request.url).pathname.replace('/api/v1', '')}`);
    return reply(request);
  });
});
afterEach(() => {
  dropToken();
  vi.unstubAllGlobals();
});

test('an expired token is renewed once for all the calls that need it, and each is sent again', async () => {
  keepToken({ access_token: 'old', expires_in: 900 });
  reply = (request) => {
    if (request.url.endsWith('/auth/refresh')) return Response.json({ access_token: 'new', expires_in: 900 });
    return tokenOf(request) === 'Bearer new' ? Response.json({}) : refused();
  };
  const answers = await Promise.all([
    send(api('/zones')),
    send(api('/risks', { method: 'POST', body: '{"a":1}' })),
  ]);
  expect(answers.map((answer) => answer.status)).toEqual([200, 200]);
  expect(asked.filter((call) => call.includes('refresh'))).toHaveLength(1);
});

test('a token about to expire is renewed before it is refused', async () => {
  keepToken({ access_token: 'old', expires_in: 5 });
  reply = (request) =>
    request.url.endsWith('/auth/refresh')
      ? Response.json({ access_token: 'new', expires_in: 900 })
      : Response.json({ token: tokenOf(request) });
  expect(await (await send(api('/zones'))).json()).toEqual({ token: 'Bearer new' });
  expect(asked).toEqual(['POST /auth/refresh', 'GET /zones']);
});

test('a session the server has ended is told once, and the refusal comes back', async () => {
  keepToken({ access_token: 'old', expires_in: 900 });
  const told = vi.fn();
  const stop = onExpired(told);
  reply = refused;
  expect((await send(api('/zones'))).status).toBe(401);
  expect(told).toHaveBeenCalledOnce();
  stop();
});

test('a server that does not answer is a problem, not an exception', async () => {
  reply = () => {
    throw new TypeError('Failed to fetch');
  };
  const answer = await send(api('/zones'));
  expect(answer.status).toBe(503);
  expect((await answer.json()).type).toBe('/problems/network');
});

test('the error page of a proxy is a problem too', async () => {
  reply = () =>
    new Response('<h1>Bad gateway</h1>', { status: 502, headers: { 'Content-Type': 'text/html' } });
  expect((await (await send(api('/zones'))).json()).type).toBe('/problems/http-502');
});

test('calls about the session carry the header no other site can send, and no token', async () => {
  keepToken({ access_token: 'old', expires_in: 900 });
  reply = (request) =>
    Response.json({ header: request.headers.get('X-Requested-With'), token: tokenOf(request) });
  expect(await (await send(api('/auth/logout', { method: 'POST' }))).json()).toEqual({
    header: 'comunita',
    token: null,
  });
});

test('closing every session is asked with the token: no cookie says who wants it', async () => {
  keepToken({ access_token: 'mine', expires_in: 900 });
  reply = (request) => Response.json({ token: tokenOf(request) });
  const answer = await send(api('/auth/logout-everywhere', { method: 'POST' }));
  expect(await answer.json()).toEqual({ token: 'Bearer mine' });
});
