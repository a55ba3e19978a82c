import { expect, test } from 'vitest';
import { listSearch, sortDirection, toggleSort } from './useResourceList';

test('what a change of filter clears is not in the next address', () => {
  expect(listSearch({ q: 'rup', cursor: undefined, area: ['B', 'D'], sort: '' })).toEqual({
    q: 'rup',
    area: ['B', 'D'],
  });
});

test('a header sorts up, then down', () => {
  expect(toggleSort('name')).toBe('name');
  expect(toggleSort('name', 'name')).toBe('-name');
  expect(toggleSort('name', '-name')).toBe('name');
  expect(sortDirection('name', '-name')).toBe('descending');
  expect(sortDirection('name', 'population')).toBeUndefined();
});
