import { expect, test } from 'vitest';
import { formatPeriod } from './period';

test('a period says no more than is known', () => {
  expect(formatPeriod({ date: '2017-03-21', precision: 'day' })).toBe('21/03/2017');
  expect(formatPeriod({ date: '2022-05-13', precision: 'month' })).toBe('maggio 2022');
  expect(formatPeriod({ date: '2017-07-01', precision: 'year' })).toBe('2017');
});

test('the end is told where it differs', () => {
  expect(formatPeriod({ date: '2019-01-01', date_to: '2021-12-31', precision: 'year' })).toBe('2019 – 2021');
  expect(formatPeriod({ date: '2026-11-01', date_to: '2026-11-30', precision: 'month' })).toBe(
    'novembre 2026',
  );
  expect(formatPeriod({ date: '2026-11-01', date_to: '2026-12-31', precision: 'day' })).toBe(
    '01/11/2026 – 31/12/2026',
  );
});
