import { expect, test } from 'vitest';
import { signedIn } from './kit/visitor';

test('an RPCT works through the register with the keyboard', async () => {
  const rpct = await signedIn('rpct');
  const { page } = rpct;
  await rpct.follow('/registro/083049');
  await page.locator('.work-line').first().waitFor();
  await rpct.check('register');
  await rpct.picture('register');

  await page.locator('.work-line').first().focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  expect(await page.locator('.work-line').nth(1).getAttribute('aria-expanded')).toBe('true');
  await page.keyboard.press('Enter');

  await page.getByRole('button', { name: 'Vai al prossimo da valutare' }).click();
  const panel = page.locator('.work-panel:visible');
  await panel.waitFor();
  const begin = panel.getByRole('button', { name: 'Comincia la valutazione' });
  await Promise.race([begin.waitFor(), panel.getByRole('form').waitFor()]);
  if (await begin.isVisible()) await begin.click();
  await panel.getByRole('radio', { name: /Alto/ }).first().check();
  await panel.getByLabel('Motivazione', { exact: false }).first().fill('Molte istanze per pochi posti.');
  await panel.getByText('Salvato').waitFor();
  await rpct.check('register-judging');
  await rpct.picture('register-judging');
  await rpct.leave();
});
