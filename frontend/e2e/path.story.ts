import { expect, test } from 'vitest';
import { signedIn, visitor } from './kit/visitor';

const TITLE = `Assemblea dei referenti ${Date.now()}`;

test('the secretariat writes a milestone, and a citizen finds it on the path', async () => {
  const secretariat = await signedIn('secretariat');
  const { page } = secretariat;
  await secretariat.open('/percorso');
  await page.getByRole('link', { name: 'Nuovo traguardo' }).click();
  await page.getByLabel('Titolo').fill(TITLE);
  await page.getByLabel('Data', { exact: false }).first().fill('2099-03-01');
  await page.getByLabel('Stato').selectOption('done');
  secretariat.expectStatus(422);
  await page.getByRole('button', { name: 'Salva' }).click();
  await page.getByRole('button', { name: /^Stato: Comincia nel futuro/ }).waitFor();
  await secretariat.check('milestone-refused');
  await page.getByLabel('Stato').selectOption('');
  await page.getByLabel('Quanto è precisa la data').selectOption('month');
  await page.getByRole('button', { name: 'Salva' }).click();
  await page.waitForURL(/\/percorso\/\d+$/);
  await page.getByText('marzo 2099').waitFor();
  await page.getByText('In programma').waitFor();
  await secretariat.check('milestone');

  const citizen = await visitor();
  await citizen.open('/');
  await citizen.page.getByRole('link', { name: 'Tutto il percorso, dal 2017' }).click();
  await citizen.page.getByRole('heading', { level: 2, name: 'Primo passo' }).waitFor();
  const second = citizen.page.locator('section', {
    has: citizen.page.getByRole('heading', { level: 2, name: 'Secondo passo' }),
  });
  await second.getByRole('listitem').filter({ hasText: TITLE }).waitFor();
  await citizen.check('path');
  await citizen.picture('path');
  const titles = await citizen.page.locator('.timeline h3').allTextContents();
  expect(titles[0]).toContain('2017-2019');
  await citizen.follow('/percorso?vista=elenco&status=done');
  await citizen.page.getByRole('row').filter({ hasText: 'Palazzo dei Leoni' }).waitFor();
  expect(await citizen.page.getByText(TITLE).count()).toBe(0);
  await citizen.check('path-list');
  await citizen.leave();

  await page.getByRole('button', { name: 'Archivia' }).click();
  await page.getByRole('dialog').getByLabel('Motivo').fill('Scritto per prova');
  await page.getByRole('dialog').getByRole('button', { name: 'Archivia' }).click();
  await page.waitForURL(/\/percorso$/);
  await secretariat.leave();
});
