import { expect, test } from 'vitest';
import { begin, differences, freeCode, reduce } from './state';

const start = begin([
  { code: 'Z1', name: 'A', seat: '1', municipalities: ['1', '2'] },
  { code: 'Z2', name: 'B', municipalities: ['3'] },
]);

test('a move changes two zones, takes the seat along, and can be taken back', () => {
  const after = reduce(start, { kind: 'move', codes: ['1'], to: 'Z2' });
  expect(after.zones.map((zone) => zone.municipalities)).toEqual([['2'], ['3', '1']]);
  expect(after.zones[0]!.seat).toBeUndefined();
  expect(differences(start.zones, after.zones)).toEqual([{ code: '1', from: 'Z1', to: 'Z2' }]);
  const back = reduce(after, { kind: 'undo' });
  expect(back.zones).toEqual(start.zones);
  expect(reduce(back, { kind: 'redo' }).zones).toEqual(after.zones);
});

test('what changes nothing is no step, and a new step forgets what was undone', () => {
  expect(reduce(start, { kind: 'move', codes: ['3'], to: 'Z2' })).toBe(start);
  expect(reduce(start, { kind: 'undo' })).toBe(start);
  const undone = reduce(reduce(start, { kind: 'move', codes: ['3'], to: '' }), { kind: 'undo' });
  expect(reduce(undone, { kind: 'remove', zone: 'Z2' }).future).toEqual([]);
});

test('a new zone gets a code that nobody has', () => {
  expect(freeCode([...start.zones, { code: 'Z4', name: '', municipalities: [] }])).toBe('Z5');
  expect(freeCode([{ code: 'Z2', name: '', municipalities: [] }])).toBe('Z3');
});
