import { networkProblem, type Problem } from '@/lib/problem';
import { authHeaders, base, freshToken, refresh } from './token';

/** `fetch` with the session: bearer token, one retry after a refresh, and a problem for every failure. */
export async function send(request: Request): Promise<Response> {
  try {
    return await normalise(await (anonymous(request.url) ? sendAuth(request) : sendSigned(request)));
  } catch (error) {
    if (request.signal.aborted) throw error;
    return problemResponse(networkProblem());
  }
}

/** `fetch` for whoever holds a link: its own token, no session. */
export const sendAs =
  (token: string) =>
  async (request: Request): Promise<Response> => {
    try {
      return await normalise(await fetch(withToken(request, token)));
    } catch (error) {
      if (request.signal.aborted) throw error;
      return problemResponse(networkProblem());
    }
  };

// The calls that open or close one session go by its cookie. Closing all of them takes the token.
const anonymous = (url: string) =>
  url.startsWith(`${base}/auth/`) && !url.startsWith(`${base}/auth/logout-everywhere`);

function sendAuth(request: Request): Promise<Response> {
  for (const [name, value] of Object.entries(authHeaders)) request.headers.set(name, value);
  return fetch(request);
}

async function sendSigned(request: Request): Promise<Response> {
  const again = request.clone();
  const token = await freshToken();
  const response = await fetch(withToken(request, token));
  if (response.status !== 401 || !token || !(await refresh())) return response;
  return fetch(withToken(again, await freshToken()));
}

function withToken(request: Request, token: string): Request {
  if (token) request.headers.set('Authorization', `Bearer ${token}`);
  request.headers.set('Accept-Language', 'it');
  return request;
}

/** A proxy's own error page becomes a problem too. */
async function normalise(response: Response): Promise<Response> {
  const type = response.headers.get('Content-Type') ?? '';
  if (response.ok || response.status === 304 || type.includes('json')) return response;
  return problemResponse({
    ...networkProblem(),
    type: `/problems/http-${response.status}`,
    status: response.status,
  });
}

const problemResponse = (problem: Problem) =>
  Response.json(problem, { status: problem.status, headers: { 'Content-Type': 'application/problem+json' } });
