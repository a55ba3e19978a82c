import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { signedIn, visitor } from './kit/visitor';

const PDF = Buffer.from(
  '%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n',
);
const inDays = (n: number) => new Date(Date.now() + n * 86_400_000).toISOString().slice(0, 10);
const dialogOf = (page: Page) => page.getByRole('dialog');

test('an RPCT opens a round, an office answers by a link with a file, the RPCT judges and closes', async () => {
  const rpct = await signedIn('rpct');
  const { page } = rpct;
  await rpct.open('/monitoraggio');
  await rpct.check('monitoring-rounds');
  await page.getByRole('link', { name: 'Apri un giro' }).click();
  await page.getByLabel('Comune', { exact: true }).selectOption({ label: 'San Filippo del Mela' });
  await page.getByText(/^Raccomandat/).waitFor();
  await rpct.check('monitoring-round-new');
  // less than recommended needs a reason
  await page.getByLabel('Quota dei processi (%)').fill('10');
  await page.getByLabel('Da chiudere entro').fill(inDays(20));
  rpct.expectStatus(422);
  await page.getByRole('button', { name: 'Salva' }).click();
  await page.getByText('spiega perché').first().waitFor();
  await page.getByLabel('Perché meno del raccomandato').fill('La sede di segreteria è stata vacante');
  await page.getByRole('button', { name: 'Salva' }).click();
  await page.waitForURL(/\/monitoraggio\/\d+$/);
  await page.locator('tbody tr').first().waitFor();
  await rpct.check('monitoring-round');
  const round = page.url();

  // what is said to be done is proven
  await page.getByRole('checkbox', { name: 'Solo il campione' }).check();
  await rpct.settled();
  const row = page.locator('tbody tr').first();
  const measure = ((await row.locator('th a').textContent()) ?? '').trim();
  await row.getByRole('button', { name: /^Rispondi/ }).click();
  await dialogOf(page).getByLabel('Attuazione').selectOption('yes');
  await dialogOf(page).getByRole('button', { name: 'Salva' }).click();
  await dialogOf(page).getByText('Una misura attuata va provata').first().waitFor();
  await rpct.check('monitoring-answer');
  await page.keyboard.press('Escape');

  // the office answers without an account
  await row.getByRole('button', { name: /^Collegamento/ }).click();
  await dialogOf(page).getByLabel('Ufficio').fill('Area tecnica');
  await dialogOf(page).getByRole('button', { name: 'Crea il collegamento' }).click();
  const address = await dialogOf(page).getByLabel('Indirizzo', { exact: true }).inputValue();
  await rpct.check('monitoring-link');
  await rpct.picture('monitoring-link');
  expect(address).toContain('/rispondi#token=cdp_link_');
  await page.keyboard.press('Escape');

  const office = await visitor(360);
  await office.open(address);
  await office.page.getByText(measure, { exact: true }).waitFor();
  await office.check('answer');
  await office.page.getByLabel('La misura è stata attuata?').selectOption('yes');
  office.expectStatus(422, 409);
  await office.page.getByRole('button', { name: 'Invia la risposta' }).click();
  await office.page.getByText('Una misura attuata va provata').first().waitFor();
  await office.page.getByLabel('Qual è il valore dell’indicatore?').fill('42 su 42');
  await office.page
    .getByLabel('Un documento che lo prova, se c’è')
    .setInputFiles({ name: 'registro.pdf', mimeType: 'application/pdf', buffer: PDF });
  await office.picture('answer');
  await office.page.getByRole('button', { name: 'Invia la risposta' }).click();
  await office.page.getByText('Risposta registrata: grazie').waitFor();
  await office.check('answer-done');
  await office.open('/');
  await office.open(address);
  await office.page.getByRole('alert').getByText('Questo collegamento non serve più').waitFor();
  await office.page.getByText('La risposta è già stata registrata', { exact: false }).waitFor();
  await office.leave();

  // the RPCT judges what came, and answers the rest
  await page.reload();
  await page.getByRole('checkbox', { name: 'Solo il campione' }).check();
  await rpct.settled();
  const rows = page.locator('tbody tr');
  await rows.first().getByText('42 su 42, un documento').waitFor();
  const count = await rows.count();
  for (let n = 0; n < count; n++) {
    const one = rows.nth(n);
    if ((await one.getByRole('button', { name: /^Verifica/ }).count()) === 0) {
      await one.getByRole('button', { name: /^Rispondi/ }).click();
      await dialogOf(page).getByLabel('Attuazione').selectOption('partly');
      await dialogOf(page).getByLabel('Osservazioni').fill('Mancano le istruzioni agli uffici');
      await dialogOf(page).getByRole('button', { name: 'Salva' }).click();
      await dialogOf(page).waitFor({ state: 'detached' });
    }
    await one.getByRole('button', { name: /^Verifica/ }).click();
    await dialogOf(page).getByLabel('Idoneità').selectOption('yes');
    if (n === 0) await rpct.check('monitoring-review');
    await dialogOf(page).getByRole('button', { name: 'Salva' }).click();
    await dialogOf(page).waitFor({ state: 'detached' });
    await one.getByText('Idonea', { exact: true }).waitFor();
  }
  await rpct.picture('monitoring-round');
  await page.getByRole('link', { name: 'Chiudi con il riesame' }).click();
  await page.waitForURL('**/chiusura');
  await page.getByLabel('Riesame').fill('Le misure reggono; servono istruzioni agli uffici');
  await rpct.check('monitoring-close');
  await page.getByRole('button', { name: 'Salva' }).click();
  await page.waitForURL(round);
  await page.getByText('Chiuso', { exact: true }).first().waitFor();
  await rpct.settled();
  expect(await page.getByRole('button', { name: /^(Rispondi|Verifica)/ }).count()).toBe(0);

  // one check, with its history
  await page.locator('tbody th a').first().click();
  await page.waitForURL(/\/verifiche\/\d+/);
  await rpct.check('monitoring-check');
  await page.getByRole('link', { name: 'Storia' }).click();
  await page.getByText('Area tecnica (con un collegamento)').first().waitFor();
  await rpct.check('monitoring-check-history');
  await rpct.open('/verifiche');
  await rpct.check('monitoring-checks');
  await rpct.leave();
});

test('a link that is not whole says what to do', async () => {
  const office = await visitor(360);
  await office.open('/rispondi');
  await office.page.getByText('Il collegamento non è completo').waitFor();
  await office.check('answer-no-link');
  office.expectStatus(401);
  await office.open('/');
  await office.open('/rispondi#token=cdp_link_sbagliato');
  await office.page.getByText('Il collegamento non è valido', { exact: false }).waitFor();
  await office.leave();
});
