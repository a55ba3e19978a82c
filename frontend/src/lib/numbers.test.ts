import { expect, test } from 'vitest';
import { formatBytes, formatNumber, formatShare } from './numbers';

test('four digits have their separator too', () => {
  expect(formatNumber(5744)).toBe('5.744');
  expect(formatNumber(1234567.5, 2)).toBe('1.234.567,50');
});

test('a share is a percentage', () => {
  expect(formatShare(0.4351)).toBe('43,5\u00A0%');
});

test('files are counted as people do', () => {
  expect([0, 1023, 48211, 26214400, 1572864].map(formatBytes)).toEqual([
    '0\u00A0byte',
    '1.023\u00A0byte',
    '47\u00A0kB',
    '25\u00A0MB',
    '1,5\u00A0MB',
  ]);
});
