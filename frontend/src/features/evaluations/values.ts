import type { Schemas } from '@/api/client';
import type { FormValues } from '@/resource/definition';
import { valueAt, withValue } from '@/resource/form-values';
import type { Evaluation, Method } from './words';

const overall = ['level', 'motivation', 'evidence', 'deviation'];
const parts = ['value', 'motivation', 'evidence'];

/** Everything one types in, by the name of its input: `indicators.Q1.value`. */
export const namesOf = ({ questions }: Method): string[] => [
  ...questions.flatMap(({ code }) => parts.map((part) => `indicators.${code}.${part}`)),
  ...overall,
];

/** A row as its inputs hold it: texts. */
export const valuesOf = (method: Method, row: Evaluation): FormValues =>
  namesOf(method).reduce<FormValues>(
    (values, name) => withValue(values, name, String(valueAt(row, name) ?? '')),
    {},
  );

/** What is sent: numbers for the values, nothing where nothing is. The level of the superseded method is the server's. */
export function bodyOf(method: Method, values: FormValues, row: Evaluation): Schemas['EvaluationEdit'] {
  const text = (name: string) => String(valueAt(values, name) ?? '');
  const indicators = Object.fromEntries(
    method.questions.flatMap(({ code }) => {
      const [value, motivation, evidence] = parts.map((part) => text(`indicators.${code}.${part}`));
      const answer = {
        ...(value && { value: Number(value) }),
        ...(motivation && { motivation }),
        ...(evidence && { evidence }),
      };
      return Object.keys(answer).length > 0 ? [[code, answer]] : [];
    }),
  );
  return {
    indicators,
    ...(!method.superseded &&
      text('level') && { level: text('level') as Schemas['EvaluationEdit']['level'] }),
    motivation: text('motivation'),
    evidence: text('evidence'),
    deviation: text('deviation'),
    original: row.original,
  };
}
