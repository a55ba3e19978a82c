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

/** The value at `act.number`: a field may be a part of a part. */
export const valueAt = (values: object, name: string): unknown =>
  name.split('.').reduce<unknown>((at, part) => (at as FormValues | undefined)?.[part], values);

/** The values with one put at its place. */
export function withValue(values: FormValues, name: string, value: unknown): FormValues {
  const [head = '', ...rest] = name.split('.');
  const inner = (values[head] ?? {}) as FormValues;
  return { ...values, [head]: rest.length > 0 ? withValue(inner, rest.join('.'), value) : value };
}

const gather = (names: string[], of: (name: string) => unknown): FormValues =>
  names.reduce<FormValues>((values, name) => withValue(values, name, of(name)), {});

const collect = (fields: FieldDef[], of: (field: FieldDef) => unknown): FormValues =>
  fields.reduce<FormValues>((values, field) => withValue(values, field.name, of(field)), {});

export const toValues = (fields: FieldDef[], row: object): FormValues =>
  collect(fields, (field) => inputValue(field, valueAt(row, field.name)));

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
  collect(fields, (field) => sentValue(field, valueAt(values, field.name)));

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
    .filter((name) => !same(valueAt(mine, name), valueAt(saved, name)))
    .map((name) => ({
      name,
      mine: valueAt(mine, name),
      saved: valueAt(saved, name),
      prefer: same(valueAt(mine, name), valueAt(base, name)) ? 'saved' : 'mine',
    }));
}

export function merge(
  names: string[],
  mine: FormValues,
  saved: FormValues,
  keptMine: Set<string>,
  clashing: string[],
): FormValues {
  return gather(names, (name) =>
    valueAt(clashing.includes(name) && !keptMine.has(name) ? saved : mine, name),
  );
}
