import { expect, test } from 'vitest';
import type { FieldDef } from './definition';
import { differences, merge, toBody, toValues } from './form-values';

const fields: FieldDef[] = [
  { name: 'name', kind: 'text' },
  { name: 'persons', kind: 'number' },
  { name: 'from', kind: 'date' },
  { name: 'local', kind: 'checkbox' },
  { name: 'areas', kind: 'multi', useOptions: () => [] },
  { name: 'flags', kind: 'lines' },
];

test('a row goes into the form and comes back the same', () => {
  const row = {
    name: 'Affidamenti',
    persons: 12,
    from: '2026-01-15',
    local: true,
    areas: ['B'],
    flags: ['uno', 'due'],
  };
  expect(toBody(fields, toValues(fields, row))).toEqual(row);
});

test('what is left empty is left out, never sent as an empty date or number', () => {
  expect(toBody(fields, toValues(fields, {}))).toEqual({
    name: undefined,
    persons: undefined,
    from: undefined,
    local: false,
    areas: [],
    flags: [],
  });
});

test('of two versions, each side’s own change is proposed', () => {
  const base = { name: 'A', persons: '1', from: 'x' };
  const mine = { name: 'B', persons: '1', from: 'x' };
  const saved = { name: 'A', persons: '2', from: 'x' };
  const found = differences(['name', 'persons', 'from'], base, mine, saved);
  expect(found.map(({ name, prefer }) => [name, prefer])).toEqual([
    ['name', 'mine'],
    ['persons', 'saved'],
  ]);
  expect(merge(['name', 'persons', 'from'], mine, saved, new Set(['name']), ['name', 'persons'])).toEqual({
    name: 'B',
    persons: '2',
    from: 'x',
  });
});

test('a part of a part is a field like any other', () => {
  const nested: FieldDef[] = [
    { name: 'act.number', kind: 'text' },
    { name: 'act.present', kind: 'number' },
  ];
  const row = { act: { number: '87', present: 4, hidden: 'x' } };
  expect(toBody(nested, toValues(nested, row))).toEqual({ act: { number: '87', present: 4 } });
  const other = { act: { number: '88', present: 4 } };
  expect(differences(['act.number', 'act.present'], row, other, row)).toEqual([
    { name: 'act.number', mine: '88', saved: '87', prefer: 'mine' },
  ]);
  expect(merge(['act.number'], other, row, new Set(), ['act.number'])).toEqual({ act: { number: '87' } });
});
