import { useSyncExternalStore } from 'react';
import { t } from '@/lib/i18n';
import { asProblem, networkProblem, type Problem } from '@/lib/problem';
import { stringifySearch } from '@/lib/url-state';
import { base, freshToken, refresh } from './token';

export type Progress = { sent: number; total: number };
type Running = { progress: Progress; cancel: () => void };

const running = new Map<File, Running>();
const listeners = new Set<() => void>();

function set(file: File, state?: Running): void {
  if (state) running.set(file, state);
  else running.delete(file);
  for (const tell of listeners) tell();
}

const subscribe = (tell: () => void) => {
  listeners.add(tell);
  return () => listeners.delete(tell);
};

/** How far the sending of a file has come; undefined while it is not being sent. */
export const useUploadProgress = (file?: File): Progress | undefined =>
  useSyncExternalStore(subscribe, () => file && running.get(file)?.progress);

/** Stops sending: `upload` then throws. Nothing stays on the server. */
export const cancelUpload = (file: File): void => running.get(file)?.cancel();

type Options = {
  /** What the file is: the parameters of the route. */
  query?: Record<string, unknown>;
  /** The Idempotency-Key. */
  once: string;
  /** What the caller takes it for; the server looks at the content. */
  media?: string;
  /** Of a link, instead of the session's. */
  token?: string;
};

/** POSTs a file as it is, telling its progress, and gives the answer's JSON. Throws a Problem. */
export async function upload<T>(path: string, file: File, options: Options): Promise<T> {
  try {
    const token = options.token ?? (await freshToken());
    let answer = await post(path, file, options, token);
    if (answer.status === 401 && token && !options.token && (await refresh()))
      answer = await post(path, file, options, await freshToken());
    if (answer.status >= 200 && answer.status < 300) return JSON.parse(answer.responseText) as T;
    throw refusal(answer);
  } finally {
    set(file);
  }
}

// fetch tells nothing of what it has sent
function post(path: string, file: File, options: Options, token: string): Promise<XMLHttpRequest> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', base + path + stringifySearch(options.query ?? {}));
    if (token) request.setRequestHeader('Authorization', `Bearer ${token}`);
    request.setRequestHeader('Accept-Language', 'it');
    request.setRequestHeader('Content-Type', options.media ?? 'application/octet-stream');
    request.setRequestHeader('Idempotency-Key', options.once);
    const show = (sent: number) =>
      set(file, { progress: { sent, total: file.size }, cancel: () => request.abort() });
    request.upload.onprogress = ({ loaded }) => show(loaded);
    request.onload = () => resolve(request);
    request.onerror = () => reject(networkProblem());
    request.onabort = () => reject(cancelled());
    show(0);
    request.send(file);
  });
}

const cancelled = (): Problem => ({
  type: '/problems/upload-cancelled',
  title: t('problem:upload-cancelled.title'),
  status: 0,
});

/** A proxy's own error page becomes a problem too. */
function refusal(answer: XMLHttpRequest): Problem {
  try {
    return asProblem(JSON.parse(answer.responseText));
  } catch {
    return { ...networkProblem(), type: `/problems/http-${answer.status}`, status: answer.status };
  }
}
