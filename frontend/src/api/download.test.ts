import { expect, test } from 'vitest';
import { fileName } from './download';

test('the name of a file is the full one, when the server tells it', () => {
  expect(fileName(`attachment; filename="pi_.pdf"; filename*=UTF-8''pi%C3%B9%20atti.pdf`)).toBe(
    'più atti.pdf',
  );
  expect(fileName('attachment; filename="risks-2026.csv"')).toBe('risks-2026.csv');
  expect(fileName(null)).toBeUndefined();
});
