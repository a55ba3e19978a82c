import { expect, test } from 'vitest';
import { grouped, highest, matches, none, type Row } from './useWork';

const row = (area: string, process: string, event: string, more: Partial<Row> = {}): Row => ({
  area,
  area_name: `Area ${area}`,
  process,
  event,
  factors: [],
  indicators: [],
  measures: [],
  superseded: false,
  year: 2026,
  ...more,
});

test('rows fall into areas and processes, in their order', () => {
  const areas = grouped([
    row('A', 'Concorso', 'Requisiti su misura'),
    row('A', 'Concorso', 'Commissione irregolare'),
    row('B', 'Concorso', 'Proroga'),
    row('B', 'Affidamento', 'Frazionamento'),
  ]);
  expect(areas.map(({ code, rows }) => [code, rows])).toEqual([
    ['A', 2],
    ['B', 2],
  ]);
  expect(areas[1]!.processes.map(({ name }) => name)).toEqual(['Concorso', 'Affidamento']);
});

test('a process has the level of its highest confirmed event, never an average', () => {
  const low = row('A', 'p', 'e', { state: 'confirmed', level: 'low' });
  const high = row('A', 'p', 'f', { state: 'confirmed', level: 'high' });
  const draft = row('A', 'p', 'g', { state: 'draft', level: 'high' });
  expect(highest([low, low, high])).toBe('high');
  expect(highest([low, draft])).toBe('low');
  expect(highest([draft])).toBeUndefined();
});

test('filters are joined, words are found without accents', () => {
  const one = row('B', 'Affidamento', 'Qualità non verificata', { state: 'draft', level: 'low' });
  expect(matches(one, { ...none, words: 'qualita affid' })).toBe(true);
  expect(matches(one, { ...none, words: 'qualita proroga' })).toBe(false);
  expect(matches(one, { ...none, area: 'B', state: 'draft' })).toBe(true);
  expect(matches(one, { ...none, area: 'B', state: 'todo' })).toBe(false);
  expect(matches(row('B', 'p', 'e'), { ...none, state: 'todo' })).toBe(true);
});
