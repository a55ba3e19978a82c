import { expect, test } from 'vitest';
import { asked, grouped, highest, kept, none, type Row } from './useWork';

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
  expect(areas.map(({ code, processes }) => [code, processes.length])).toEqual([
    ['A', 1],
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

test('filters are said as the API wants them', () => {
  expect(asked(none)).toEqual({});
  expect(asked({ words: 'qualità', area: 'B', state: 'open', level: 'low' })).toEqual({
    q: 'qualità',
    area: ['B'],
    state: ['todo', 'draft'],
    level: ['low'],
  });
});

test('what one works on stays where it was', () => {
  const [one, two, three] = [1, 2, 3].map((risk_id) => row('A', 'p', `e${risk_id}`, { risk_id }));
  const ids = (rows: Row[]) => rows.map(({ risk_id }) => risk_id);
  expect(ids(kept([one!, three!], two, 1))).toEqual([1, 2, 3]);
  expect(ids(kept([two!, three!], one, undefined))).toEqual([1, 2, 3]);
  expect(ids(kept([one!, two!], two, 1))).toEqual([1, 2]);
  expect(ids(kept([one!], undefined, undefined))).toEqual([1]);
});
