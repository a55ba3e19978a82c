import { expect, test } from 'vitest';
import { signedIn } from './kit/visitor';

test('an RPCT works through the register with the keyboard', async () => {
  const rpct = await signedIn('rpct');
  const { page } = rpct;
  const event = `Varianti senza motivo ${Date.now()}`;
  await rpct.follow('/rischi/nuovo');
  await page.locator('select[name="municipality"]').selectOption({ label: 'Milazzo' });
  await page.locator('select[name="area"]').selectOption({ index: 2 });
  await page.getByLabel('Processo').fill('Varianti in corso d’opera');
  await page.getByLabel('Evento rischioso').fill(event);
  await page.getByRole('button', { name: 'Salva' }).click();
  await page.waitForURL(/\/rischi\/\d+$/);

  await rpct.follow('/registro/083049');
  const lines = page.locator('.work-line');
  await lines.first().waitFor();
  await rpct.check('register');
  await rpct.picture('register');
  await lines.first().focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  expect(await lines.nth(1).getAttribute('aria-expanded')).toBe('true');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Vai al prossimo da valutare' }).click();
  await page.locator('.work-panel:visible').waitFor();

  await page.locator('details.filters > summary').click();
  await page.getByLabel('Cerca nel registro').fill(event);
  await page.getByText('1 evento', { exact: true }).first().waitFor();
  const line = page.locator('.work-line', { hasText: event });
  if ((await line.getAttribute('aria-expanded')) === 'false') await line.click(); // the next one may have been this
  const panel = page.locator('.work-panel:visible');
  await panel.getByRole('button', { name: 'Comincia la valutazione' }).click();
  await panel.getByRole('radio', { name: 'Alto', exact: true }).first().check();
  await panel.getByLabel('Motivazione della risposta').first().fill('Molte varianti per pochi lavori.');
  await panel.getByText('Tutto salvato').waitFor();
  await rpct.check('register-judging');
  await rpct.picture('register-judging');
  await rpct.leave();
});
