import { expect, test } from 'vitest';
import { formatDate, isDate, today } from './dates';

test('a day has no time zone to shift it', () => {
  expect(formatDate('2026-01-01')).toBe('01/01/2026');
});

test('an instant is told in Rome, in summer and in winter', () => {
  expect(formatDate('2026-07-01T22:30:00Z')).toBe('02/07/2026, 00:30');
  expect(formatDate('2026-11-23T10:05:00Z')).toBe('23/11/2026, 11:05');
});

test('today in Rome is already tomorrow when London still has to go to bed', () => {
  expect(today(new Date('2026-11-23T23:30:00Z'))).toBe('2026-11-24');
});

test('only dates are dates', () => {
  expect(isDate('2026-11-23')).toBe(true);
  expect(isDate('083048')).toBe(false);
  expect(isDate('2026-11-23 circa')).toBe(false);
});
