import { expect, test } from 'vitest';
import { ownPath } from './own-path';

test('after the login one goes back to a page of this site', () => {
  expect(ownPath('/rischi?area=B')).toBe('/rischi?area=B');
});

test.each(['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)', undefined])(
  'and never to %s',
  (wanted) => {
    expect(ownPath(wanted)).toBe('/home');
  },
);
