import { expect, test } from 'vitest';
import { signedIn, type Visitor } from './kit/visitor';

// A word to find it by comes first, where even the shortest field keeps it.
const FIND = `ostile${Date.now()}`;
const HOSTILE = `${FIND} "><img src=x onerror=alert(1)><script>alert(2)</script>`;

/** Writes the hostile text wherever a form takes free text, and something valid everywhere else. */
async function fillAll({ page }: Visitor, known: Record<string, string> = {}) {
  await page.locator('main form .form-section').first().waitFor();
  for (const field of await page.locator('main .form-section :is(input, textarea, select)[name]').all()) {
    const name = (await field.getAttribute('name'))!;
    const tag = await field.evaluate((element) => element.tagName);
    const type = (await field.getAttribute('type')) ?? 'text';
    if (type === 'checkbox') continue;
    if (known[name] !== undefined) {
      if (tag === 'SELECT') await field.selectOption(known[name]);
      else await field.fill(known[name]);
    } else if (tag === 'SELECT') {
      if ((await field.getAttribute('aria-required')) === 'true') await field.selectOption({ index: 1 });
    } else if (tag === 'TEXTAREA' || type === 'text') {
      await field.fill(HOSTILE.slice(0, Number(await field.getAttribute('maxlength')) || undefined));
    } else if (type === 'number') {
      await field.fill((await field.getAttribute('min')) ?? '1');
    }
  }
}

async function save({ page }: Visitor, path: string) {
  await page.getByRole('button', { name: 'Salva' }).click();
  await page.waitForURL(new RegExp(`${path}/(?!nuovo)[^/]+$`));
  await page.locator('.toast-message').first().waitFor();
}

/** Everything that shows the text shows it as text. */
async function expectInert({ page }: Visitor, where: string) {
  await page.getByText(FIND, { exact: false }).first().waitFor();
  expect(await page.locator('img[src="x"], main script').count(), where).toBe(0);
}

const soon = `${new Date().getFullYear() + 1}-01-01`;

test.each([
  ['/rischi', { municipality: '083049' }],
  ['/fabbisogni', { year: '2027', municipality: '083049' }],
  ['/referenti', { office_email: `ostile.${Date.now()}@example.org`, office_phone: '090 1234' }],
  ['/insiemi-di-zone', { code: `ostile-${Date.now()}`, valid_from: soon, valid_to: '' }],
  ['/zone', { code: `X${String(Date.now()).slice(-6)}` }],
  ['/comportamenti', {}],
] as [string, Record<string, string>][])('hostile text in %s stays text', async (path, known) => {
  const secretariat = await signedIn('secretariat');
  await secretariat.open(`${path}/nuovo`);
  await fillAll(secretariat, known);
  await save(secretariat, path);
  const address = new URL(secretariat.page.url()).pathname;
  await expectInert(secretariat, 'detail');
  for (const view of [
    `${address}?scheda=storia`,
    `${path}?q=${FIND}&vista=${path === '/rischi' ? 'local' : 'all'}`,
    `/cerca?q=${FIND}`,
  ]) {
    await secretariat.follow(view);
    await expectInert(secretariat, view);
  }
  await secretariat.open(`${address}/modifica`);
  expect(await secretariat.page.locator('img[src="x"]').count()).toBe(0);
  await secretariat.leave();
});

test('hostile words in an address stay words', async () => {
  const secretariat = await signedIn('secretariat');
  await secretariat.open(`/cerca?q=${encodeURIComponent(HOSTILE)}`);
  await secretariat.open(`/comuni?q=${encodeURIComponent(HOSTILE)}&adhesion=member`);
  expect(await secretariat.page.locator('img[src="x"]').count()).toBe(0);
  await secretariat.leave();
});
