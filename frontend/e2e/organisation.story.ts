import { expect, test } from 'vitest';
import { signedIn, visitor } from './kit/visitor';

const TABLE = `Tavolo sulle opere pubbliche ${Date.now()}`;

test('the secretariat opens a table, seats its members, replaces the coordinator and looks back', async () => {
  const secretariat = await signedIn('secretariat');
  const { page } = secretariat;
  await secretariat.open('/organigramma');
  await page.getByRole('region', { name: 'Organigramma' }).getByText('Coordinatori di zona').waitFor();
  await secretariat.check('organisation-chart');
  await secretariat.picture('organisation');

  await page.getByRole('link', { name: 'Nuovo gruppo' }).click();
  await page.getByLabel('Tipo di gruppo').selectOption('thematic_table');
  await page.getByLabel('Nome').fill(TABLE);
  await page.getByLabel('Dipende da').selectOption({ label: 'Gruppo di lavoro' });
  await page.getByLabel('Che cosa fa').fill('Lo guida il dott. Verdi');
  await page.getByLabel('Dal', { exact: false }).first().fill('2026-01-01');
  secretariat.expectStatus(422, 409);
  await page.getByRole('button', { name: 'Salva' }).click();
  await page.getByRole('button', { name: /^Che cosa fa: / }).waitFor();
  await secretariat.check('group-refused');
  await page.getByLabel('Che cosa fa').fill('Lavori, collaudi, varianti');
  await page.getByRole('button', { name: 'Salva' }).click();
  await page.waitForURL(/\/organigramma\/\d+$/);
  await page.getByRole('heading', { level: 1, name: TABLE }).waitFor();
  await page.getByText('Nessun componente').waitFor();
  await secretariat.check('group-empty');
  const address = new URL(page.url()).pathname;

  const add = async (role: string, person: number, from: string, succeed = false) => {
    await secretariat.follow(address);
    await page.getByRole('link', { name: 'Nuovo componente' }).click();
    await page.getByLabel('Ruolo').selectOption(role);
    await page.getByLabel('Persona').locator(`option:nth-child(${person})`).waitFor({ state: 'attached' });
    await page.getByLabel('Persona').selectOption({ index: person });
    await page.getByLabel('Ufficio o ente').fill('Segretario comunale');
    await page.getByLabel('Dal', { exact: false }).first().fill(from);
    if (succeed) await page.getByLabel('Subentra a chi coordina').check();
    await page.getByRole('button', { name: 'Salva' }).click();
  };
  await add('coordinator', 10, '2026-01-01');
  await page.waitForURL(/\/componenti\/\d+$/);
  await secretariat.check('seat');
  await add('coordinator', 20, '2026-06-01');
  await page
    .getByText(/^Già coordinato da .* dal 01\/01\/2026$/)
    .first()
    .waitFor();
  await secretariat.check('seat-refused');
  await page.getByLabel('Subentra a chi coordina').check();
  await page.getByRole('button', { name: 'Salva' }).click();
  await page.waitForURL(/\/componenti\/\d+$/);

  await secretariat.follow(address);
  await page.getByRole('cell', { name: 'dal 01/01/2026 al 31/05/2026' }).waitFor();
  await secretariat.check('group-members');

  // the composition of another day, as a list
  await secretariat.follow('/organigramma?vista=elenco&giorno=2026-03-01');
  const rows = page.getByRole('row').filter({ hasText: TABLE });
  expect(await rows.count()).toBe(1);
  await rows.getByRole('cell', { name: 'dal 01/01/2026 al 31/05/2026' }).waitFor();
  await secretariat.check('organisation-list');
  await page.getByLabel('Composizione del giorno').fill('2025-12-31');
  await page.getByText('Nessun gruppo').waitFor();
  await secretariat.leave();
});

test('a citizen reads groups and offices, and no name', async () => {
  const observer = await signedIn('observer');
  await observer.open('/organigramma');
  const names = await observer.page.locator('.orgchart a[href^="/componenti/"]').allTextContents();
  expect(names.length).toBeGreaterThan(10);
  await observer.leave();

  const citizen = await visitor(360);
  await citizen.open('/organigramma');
  await citizen.page.getByText('I nomi delle persone li vede chi lavora nella rete.').waitFor();
  await citizen.check('organisation-public');
  const shown = (await citizen.page.locator('main').textContent())!;
  expect(names.filter((name) => shown.includes(name))).toEqual([]);
  expect(shown).toContain('Prefettura di Messina');
  await citizen.page.getByRole('link', { name: 'Tavolo formazione' }).click();
  await citizen.page.getByText('Referente di Malfa, Leni e Santa Marina Salina').waitFor();
  await citizen.check('group-public');
  await citizen.leave();
});
