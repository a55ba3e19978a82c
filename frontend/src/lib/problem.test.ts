import { expect, test } from 'vitest';
import { asProblem, fieldErrors, fieldName, problemText } from './problem';

const problem = (more: object) => ({
  type: '/problems/validation',
  title: 'Dati non validi',
  status: 422,
  ...more,
});

test('a JSON pointer is the name of a field', () => {
  expect(fieldName('/name')).toBe('name');
  expect(fieldName('/mandates/0/from')).toBe('mandates.0.from');
  expect(fieldName('/a~1b')).toBe('a/b');
});

test('field errors keep the server’s words, and the first of two', () => {
  const errors = [
    { pointer: '/name', code: 'too_short', detail: 'Almeno 3 caratteri' },
    { pointer: '/name', code: 'taken' },
    { pointer: '/year', code: 'required' },
    { pointer: '/level', code: 'never-heard-of' },
  ];
  expect(fieldErrors(problem({ errors }))).toEqual({
    name: 'Almeno 3 caratteri',
    year: 'Campo obbligatorio',
    level: 'Valore non valido',
  });
});

test('a problem we have no words for speaks with the server’s', () => {
  expect(problemText(problem({ detail: 'Il totale non torna' }))).toEqual({
    title: 'Dati non validi',
    detail: 'Il totale non torna',
  });
});

test('anything thrown becomes a problem', () => {
  expect(asProblem(new TypeError('boom')).type).toBe('/problems/unexpected');
});
