import type { FieldDef, FormValues } from './definition';

/** What an empty field of a kind holds. */
function blank({ kind }: FieldDef): unknown {
  if (kind === 'checkbox') return false;
  return kind === 'multi' || kind === 'custom' ? [] : '';
}

/** A row's value as its input holds it. */
function inputValue(field: FieldDef, value: unknown): unknown {
  if (value === undefined || value === null) return blank(field);
  if (field.kind === 'lines') return (value as string[]).join('\n');
  if (field.kind === 'multi') return (value as unknown[]).map(String);
  if (field.kind === 'checkbox' || field.kind === 'custom') return value;
  return String(value);
}

export const toValues = (fields: FieldDef[], row: object): FormValues =>
  Object.fromEntries(fields.map((field) => [field.name, inputValue(field, (row as FormValues)[field.name])]));

function sentValue(field: FieldDef, value: unknown): unknown {
  const { kind } = field;
  if (kind === 'checkbox' || kind === 'multi' || kind === 'custom') return value;
  const text = String(value ?? '').trim();
  if (kind === 'lines')
    return text
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean);
  if (text === '') return undefined; // left out: an empty string is no date, no number, no code
  const numeric = kind === 'number' || (kind === 'select' && field.numeric);
  return numeric ? Number(text.replace(',', '.')) : text;
}

/** The fields that have their place beside the other values. */
export const fitting = (fields: FieldDef[], values: FormValues): FieldDef[] =>
  fields.filter(({ when }) => when?.(values) ?? true);

export const toBody = (fields: FieldDef[], values: FormValues): FormValues =>
  Object.fromEntries(fields.map((field) => [field.name, sentValue(field, values[field.name])]));

const same = (a: unknown, b: unknown) => JSON.stringify(a ?? '') === JSON.stringify(b ?? '');

export type Difference = { name: string; mine: unknown; saved: unknown; prefer: 'mine' | 'saved' };

/**
 * The fields on which my version and the saved one differ, given what I started from: one that only the other person
 * changed proposes theirs, any other proposes mine.
 */
export function differences(
  names: string[],
  base: FormValues,
  mine: FormValues,
  saved: FormValues,
): Difference[] {
  return names
    .filter((name) => !same(mine[name], saved[name]))
    .map((name) => ({
      name,
      mine: mine[name],
      saved: saved[name],
      prefer: same(mine[name], base[name]) ? 'saved' : 'mine',
    }));
}

export function merge(
  names: string[],
  mine: FormValues,
  saved: FormValues,
  keptMine: Set<string>,
  clashing: string[],
): FormValues {
  return Object.fromEntries(
    names.map((name) => [name, clashing.includes(name) && !keptMine.has(name) ? saved[name] : mine[name]]),
  );
}
