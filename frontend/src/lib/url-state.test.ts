import { expect, test } from 'vitest';
import { parseSearch, stringifySearch } from './url-state';

test('a search survives the trip to the URL and back', () => {
  const search = { q: "sant'agata & co", area: ['B', 'D'], sort: '-updated_at' };
  expect(stringifySearch(search)).toBe('?q=sant%27agata+%26+co&area=B&area=D&sort=-updated_at');
  expect(parseSearch(stringifySearch(search))).toEqual(search);
});

test('what is empty leaves no trace', () => {
  expect(stringifySearch({ q: '', area: [], cursor: undefined })).toBe('');
});

test('codes with a leading zero stay text', () => {
  expect(parseSearch('?municipality=083048')).toEqual({ municipality: '083048' });
});
