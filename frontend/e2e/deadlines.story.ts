import { expect, test } from 'vitest';
import { signedIn } from './kit/visitor';

test('the secretariat keeps the deadlines, everybody has them at home and in the calendar', async () => {
  const secretariat = await signedIn('secretariat');
  const { page } = secretariat;
  await secretariat.open('/scadenze');
  await secretariat.check('deadlines');
  await secretariat.picture('deadlines');
  await page.getByRole('link', { name: 'Nuova scadenza' }).click();
  await page.waitForURL('**/scadenze/nuovo');
  await page.getByRole('textbox', { name: /^Scadenza/ }).fill('Questionario di prova');
  await page.getByLabel('Codice').fill('questionario-prova');
  await page.getByLabel('Anno').fill(String(new Date().getFullYear() + 1));
  await page
    .getByLabel('Data effettiva', { exact: false })
    .first()
    .fill(`${new Date().getFullYear() + 1}-05-15`);
  await page.getByLabel('Per quali comuni').selectOption('simplified');
  secretariat.expectStatus(422);
  await page.getByRole('button', { name: 'Salva' }).click();
  await page.getByText("Indica l'atto che fissa la data", { exact: false }).first().waitFor();
  await secretariat.check('deadline-new');
  await page.getByLabel('Atto che la fissa').fill('Comunicato di prova');
  await page.getByRole('button', { name: 'Salva' }).click();
  await page.waitForURL(/\/scadenze\/\d+$/);
  await page.getByText('Comunicato di prova').waitFor();
  await secretariat.check('deadline');
  const row = new URL(page.url()).pathname;
  for (const address of ['?scheda=storia', '/modifica']) {
    await secretariat.open(row + address);
    await secretariat.check(`deadline${address.replace(/\W/g, '-')}`);
  }
  await secretariat.open('/scadenze');
  await page.getByRole('button', { name: /^Riporta le scadenze al/ }).click();
  await secretariat.check('deadlines-carry');
  await page.getByRole('dialog').getByRole('button', { name: 'Riporta' }).click();
  await page
    .getByText(/c’erano già tutte|riportat/)
    .first()
    .waitFor();
  await secretariat.leave();

  const referent = await signedIn('referent');
  await referent.page.getByRole('heading', { name: 'Le prossime scadenze' }).waitFor();
  await referent.check('home-deadlines');
  await referent.picture('home-deadlines');
  await referent.page.getByRole('link', { name: /^Tutte le scadenze/ }).click();
  await referent.page.waitForURL('**/scadenze');
  await referent.page.getByText('Avere le scadenze nel proprio calendario').click();
  await referent.check('deadlines-calendar');
  const address = await referent.page.getByLabel('Indirizzo del calendario').inputValue();
  const calendar = await (await fetch(address)).text();
  expect(calendar).toContain('SUMMARY:Questionario di prova');
  expect(await referent.page.getByRole('link', { name: 'Nuova scadenza' }).count()).toBe(0);
  await referent.leave();
});
