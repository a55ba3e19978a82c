import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { signedIn, visitor } from './kit/visitor';

const CAPRI = '/adesioni/083010';

test('the secretariat looks at the board, writes to those who are late, and nobody twice', async () => {
  const secretariat = await signedIn('secretariat');
  const { page } = secretariat;
  await secretariat.open('/adesioni');
  await page.getByText('108 comuni').waitFor();
  expect(await page.locator('.state-tiles li').count()).toBe(108);
  await secretariat.check('adhesion-board');
  await secretariat.picture('board');
  await page.getByRole('link', { name: 'Mappa', exact: true }).click();
  await page.locator('.map').waitFor();
  await secretariat.check('adhesion-map');
  await page.getByRole('link', { name: 'Tabella', exact: true }).click();
  await page.locator('.data-table[aria-busy="false"]').waitFor();
  await page.getByRole('columnheader', { name: 'A chi tocca' }).waitFor();
  await secretariat.check('adhesion-table');

  await page.getByRole('button', { name: 'Sollecita chi non ha risposto' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(/Partiranno \d+ lettere/).waitFor();
  await dialog.getByRole('button', { name: /^Sollecita \d+ comuni$/ }).click();
  await page.getByText(/Fatto: \d+ lettere in partenza/).waitFor();
  await page.getByRole('button', { name: 'Sollecita chi non ha risposto' }).click();
  await dialog.getByText('Nessuno a cui scrivere').waitFor();
  await dialog.getByRole('button', { name: 'Annulla' }).click();

  await secretariat.open('/solleciti');
  await secretariat.check('reminder-runs');
  await page.locator('tbody th a').first().click();
  await page.getByRole('heading', { name: 'Comune per comune' }).waitFor();
  await secretariat.check('reminder-run');
  await secretariat.open('/regole-dei-solleciti');
  await secretariat.check('reminder-rules');
  await page.locator('tbody th a').first().click();
  await page.getByRole('link', { name: 'Modifica' }).click();
  await page.getByLabel('Oggetto').waitFor();
  await secretariat.check('reminder-rule-edit');
  await secretariat.leave();
});

test('a small municipality takes its steps: the draft with its data, what a step asks for, the next one', async () => {
  const secretariat = await signedIn('secretariat');
  const { page } = secretariat;
  await secretariat.open(CAPRI);
  await page.getByRole('heading', { name: 'Prossimo passo: Interesse' }).waitFor();
  await secretariat.check('adhesion');
  await secretariat.picture('adhesion');
  for (const tab of ['atto', 'bozze', 'documenti', 'storia']) {
    await secretariat.open(`${CAPRI}?scheda=${tab}`);
    await secretariat.check(`adhesion-${tab}`);
  }
  await secretariat.open(`${CAPRI}?scheda=bozze`);
  const file = page.waitForEvent('download');
  await page.getByRole('button', { name: /DOCX/ }).first().click();
  const draft = await file;
  expect(draft.suggestedFilename()).toContain('capri-leone');
  expect(readFileSync(await draft.path()).length).toBeGreaterThan(4000);

  await secretariat.open(`${CAPRI}/passo?azione=interest`);
  await page.getByLabel('Data').fill(new Date(Date.now() - 86_400_000).toISOString().slice(0, 10));
  await page.getByRole('button', { name: 'Salva' }).click();
  await page.getByRole('heading', { name: 'Prossimo passo: Deposito della proposta' }).waitFor();

  secretariat.expectStatus(422);
  await page.getByRole('link', { name: 'Registra: Deposito della proposta' }).click();
  await page.getByLabel('Strumento').selectOption('giunta_resolution');
  await page.getByRole('button', { name: 'Salva' }).click();
  await page.getByRole('button', { name: /Data della proposta/ }).waitFor();
  await secretariat.check('adhesion-step');
  await page.getByLabel('Data della proposta').fill(new Date().toISOString().slice(0, 10));
  await page.getByRole('button', { name: 'Salva' }).click();
  await page.getByRole('heading', { name: 'Prossimo passo: Adozione dell’atto' }).waitFor();
  await secretariat.open(`${CAPRI}/modifica`);
  await secretariat.check('adhesion-edit');
  await secretariat.leave();
});

test('the page for the mayor needs no account', async () => {
  const mayor = await visitor();
  await mayor.open('/comuni/083010/vantaggi');
  await mayor.page.getByRole('heading', { name: 'Quanto costa' }).waitFor();
  await mayor.check('advantage');
  await mayor.picture('advantage');
  await mayor.leave();
});
