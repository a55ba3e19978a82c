import { expect, test } from 'vitest';
import { shorten } from './shorten';

test('a text is cut between two words, and says so', () => {
  expect(shorten('Contratti pubblici', 18)).toBe('Contratti pubblici');
  expect(shorten('Provvedimenti ampliativi della sfera giuridica', 30)).toBe('Provvedimenti ampliativi…');
  expect(shorten('Precipitevolissimevolmente', 10)).toBe('Precipite…');
});
