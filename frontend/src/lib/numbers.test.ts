import { expect, test } from 'vitest';
import { formatNumber, formatShare } from './numbers';

test('four digits have their separator too', () => {
  expect(formatNumber(5744)).toBe('5.744');
  expect(formatNumber(1234567.5, 2)).toBe('1.234.567,50');
});

test('a share is a percentage', () => {
  expect(formatShare(0.4351)).toBe('43,5\u00A0%');
});
