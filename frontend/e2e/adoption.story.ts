import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { signedIn, type Visitor } from './kit/visitor';

let where = '';
const WORDS = `Incarico a un conoscente della commissione, verbale n. ${Date.now() % 10_000}`;

/** The first of the finds that this person may still adopt. */
async function openAdoptable({ page, open }: Visitor) {
  const finds = await page
    .locator('.found li a')
    .evaluateAll((links) => links.map((a) => a.getAttribute('href')!));
  for (const find of finds) {
    await open(find);
    if (await page.getByRole('link', { name: 'Adotta per il comune' }).isVisible()) return;
  }
  throw new Error(`none of ${finds.join(', ')} can be adopted`);
}

test('a referent finds a risk by a word and makes it the municipality’s own', async () => {
  const referent = await signedIn('referent');
  const { page } = referent;
  await page.getByRole('searchbox', { name: 'Cerca in tutta la piattaforma' }).fill('commissario concorsi');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/cerca?q=*');
  await page.getByRole('heading', { name: 'Catalogo della rete' }).waitFor();
  await referent.check('search');
  await openAdoptable(referent);
  await page.getByRole('link', { name: 'Adotta per il comune' }).click();
  await page.getByRole('heading', { level: 1, name: 'Adotta il rischio' }).waitFor();
  await page.getByLabel('Evento rischioso').fill(WORDS);
  await page.getByRole('button', { name: 'Salva' }).click();
  await page.getByRole('button', { name: 'Motivazione: Campo obbligatorio' }).waitFor();
  const municipality = page.locator('select[name="municipality"]');
  await municipality.selectOption({ index: 1 });
  where = await municipality.inputValue();
  await page.getByLabel('Motivazione').fill('Nell’ultimo concorso i commissari si conoscevano tutti.');
  await referent.check('adoption');
  await referent.picture('adoption');
  await page.getByRole('button', { name: 'Salva' }).click();
  await page.getByRole('heading', { level: 1, name: WORDS }).waitFor();
  await page.getByText('Rischio adottato', { exact: false }).waitFor();
  await referent.check('local-risk');
  await referent.leave();
});

test('the secretariat sees it, exports it and reads who did it', async () => {
  const secretariat = await signedIn('secretariat');
  const { page } = secretariat;
  await secretariat.open(`/rischi?vista=local&q=${encodeURIComponent('conoscente')}`);
  await page.getByRole('link', { name: WORDS }).waitFor();
  await page.getByRole('button', { name: 'Esporta' }).click();
  const file = page.waitForEvent('download');
  await page.getByRole('button', { name: 'CSV' }).click();
  const download = await file;
  expect(download.suggestedFilename()).toMatch(/\.csv$/);
  const lines = readFileSync(await download.path(), 'utf8').split('\n');
  expect(lines.find((line) => line.includes(WORDS))).toContain(where);

  await page.getByRole('link', { name: WORDS }).click();
  await page.getByRole('link', { name: 'Storia' }).click();
  await page.getByRole('heading', { name: 'Adozione' }).waitFor();
  await page.getByText('Nell’ultimo concorso i commissari si conoscevano tutti.').waitFor();
  const told = await page.locator('.history li', { hasText: 'Adozione' }).textContent();
  const referent = await signedIn('referent');
  const name = (await referent.page.locator('.account-toggle').textContent())!
    .replace(/Menu di.*/, '')
    .trim();
  expect(told).toContain(name);
  await secretariat.check('local-risk-history');
  await secretariat.picture('history');
  await referent.leave();
  await secretariat.leave();
});
