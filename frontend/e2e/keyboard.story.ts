import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { accounts, PASSWORD } from './kit/accounts';
import { expectFocusRing, visitor } from './kit/visitor';

const AUDIENCE = `Ufficio protocollo ${Date.now()}`;

/** Presses Tab until what has the focus reads as wanted; each stop must show where it is. */
async function tabTo(page: Page, wanted: RegExp) {
  for (let presses = 0; presses < 120; presses++) {
    await page.keyboard.press('Tab');
    const here = page.locator(':focus');
    if ((await here.count()) === 0) continue;
    const words = await here.evaluate((element) => {
      const labels = (element as HTMLInputElement).labels;
      return `${element.getAttribute('aria-label') ?? ''} ${labels?.[0]?.textContent ?? ''} ${element.textContent ?? ''}`;
    });
    if (!wanted.test(words)) continue;
    await expectFocusRing(page);
    return;
  }
  throw new Error(`the keyboard does not reach ${wanted}`);
}

test('with the keyboard alone: sign in, write a need, find it, read its history', async () => {
  const rpct = await visitor();
  const { page } = rpct;
  await rpct.open('/accedi');
  await tabTo(page, /Indirizzo e-mail/);
  await page.keyboard.type(accounts.rpct);
  await tabTo(page, /^ ?Password/);
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/home');
  await page.locator('main h1').waitFor();

  await tabTo(page, /Fabbisogni/);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/fabbisogni');
  await page.getByRole('heading', { level: 1, name: 'Fabbisogni formativi' }).waitFor();
  await tabTo(page, /Nuovo fabbisogno/);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Nuovo fabbisogno' }).waitFor();

  const down = async (label: RegExp, times: number) => {
    await tabTo(page, label);
    for (let step = 0; step < times; step++) await page.keyboard.press('ArrowDown');
  };
  const type = async (label: RegExp, text: string) => {
    await tabTo(page, label);
    await page.keyboard.type(text);
  };
  await tabTo(page, /Comune/);
  if ((await page.locator('select[name="municipality"]').inputValue()) === '')
    await page.keyboard.press('ArrowDown');
  await down(/Tema/, 3);
  await down(/Livello/, 1);
  await down(/Perché serve/, 2);
  await type(/Destinatari/, AUDIENCE);
  await type(/Persone/, '3');
  await down(/Preparazione attuale/, 1);
  await down(/Preparazione da raggiungere/, 3);
  await down(/Priorità/, 2);
  await down(/Modalità/, 2);
  await tabTo(page, /Salva/);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/fabbisogni\/\d+$/);
  await page.getByText(AUDIENCE).first().waitFor();
  // A screen reader is told where it is: the focus is on the heading of the new page.
  await page.waitForFunction(() => document.activeElement?.tagName === 'H1');

  await tabTo(page, /Storia/);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Creazione' }).waitFor();
  expect(await page.locator('.history').textContent()).toContain(AUDIENCE);
  await rpct.leave();
});
