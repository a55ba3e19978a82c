import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test, vi } from 'vitest';
import { hasText, loadTexts, t } from '.';

const src = new URL('../../', import.meta.url).pathname;
const sources = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(
  (f) => /\.tsx?$/.test(f) && !f.includes('.test.'),
);
const namespaces = readdirSync(join(src, 'lib/i18n/it')).map((file) => file.replace('.json', ''));

beforeAll(() => Promise.all(namespaces.map(loadTexts)));

test('every text a component names exists', () => {
  const missing = sources.flatMap((file) =>
    [...readFileSync(join(src, file), 'utf8').matchAll(/\bt(?:Or)?\(\s*'([\w-]+:[\w.-]+)'/g)]
      .map(([, key]) => key as string)
      .filter((key) => !hasText(key) && !hasText(`${key}_other`))
      .map((key) => `${file}: ${key}`),
  );
  expect(missing).toEqual([]);
});

test('a missing text is loud', () => {
  const error = vi.spyOn(console, 'error').mockImplementation(() => {});
  t('ui:never-written');
  expect(error).toHaveBeenCalledOnce();
  error.mockRestore();
});

test('components hold no Italian of their own', () => {
  const guilty = sources
    .filter((file) => file.endsWith('.tsx'))
    .filter((file) =>
      />\s*[A-ZÀ-Ù][a-zà-ù]+ [a-zà-ù]{2,}[^<{}]*</.test(
        readFileSync(join(src, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, ''),
      ),
    );
  expect(guilty).toEqual([]);
});
