import { t, tOr } from './i18n';

/** RFC 9457, as every endpoint answers. `type` is `/problems/<code>` and never changes its meaning. */
export type Problem = {
  type: string;
  title: string;
  status: number;
  detail?: string;
  instance?: string;
  request_id?: string;
  errors?: FieldProblem[];
};
export type FieldProblem = { pointer: string; code: string; detail?: string };

export const codeOf = (problem: Problem): string => problem.type.replace('/problems/', '');

export function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'type' in value && 'status' in value;
}

/** Anything thrown, as a problem: pages show one kind of error only. */
export function asProblem(error: unknown): Problem {
  if (isProblem(error)) return error;
  return { type: '/problems/unexpected', title: t('problem:unexpected'), status: 0 };
}

export const networkProblem = (): Problem => ({
  type: '/problems/network',
  title: t('problem:network.title'),
  detail: t('problem:network.detail'),
  status: 503,
});

/** Our own words where we can say what to do next, the server's otherwise. */
export function problemText(problem: Problem): { title: string; detail: string } {
  const code = codeOf(problem);
  return {
    title: tOr(`problem:${code}.title`, problem.title),
    detail: tOr(`problem:${code}.detail`, problem.detail ?? ''),
  };
}

/** `/mandates/0/from` → `mandates.0.from`, the name the form registers. */
export const fieldName = (pointer: string): string =>
  pointer
    .replace(/^#?\//, '')
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .join('.');

/** The problem's field errors, by field name. The first word on a field wins. */
export function fieldErrors(problem: Problem): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { pointer, code, detail } of problem.errors ?? []) {
    found[fieldName(pointer)] ??= detail || tOr(`problem:field.${code}`, t('problem:field.invalid'));
  }
  return found;
}
