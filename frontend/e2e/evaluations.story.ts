import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import { signedIn, type Visitor } from './kit/visitor';

const SAVED = 'Tutto salvato';

/** A risk of one's own, and its evaluation for a year: in the words of nobody else. */
async function begin({ page, follow }: Visitor, event: string) {
  await follow('/rischi/nuovo');
  await page.locator('select[name="municipality"]').selectOption({ label: 'Milazzo' });
  await page.locator('select[name="area"]').selectOption({ index: 2 });
  await page.getByLabel('Processo').fill(`Processo di prova: ${event}`);
  await page.getByLabel('Evento rischioso').fill(event);
  await page.getByRole('button', { name: 'Salva' }).click();
  await page.waitForURL(/\/rischi\/\d+$/);
  await page.getByRole('button', { name: 'Valuta il rischio' }).click();
  await page.waitForURL(/\/valutazioni\/\d+$/);
  await page.getByRole('radio').first().waitFor();
}

const card = ({ page }: Visitor, code: string): Locator =>
  page.locator('.indicator', { has: page.getByRole('heading', { name: new RegExp(`^${code} `) }) });

async function answer(who: Visitor, code: string, value: string, motivation: string) {
  await card(who, code).getByRole('radio', { name: value, exact: true }).check();
  await card(who, code).getByLabel('Motivazione della risposta').fill(motivation);
}

test('an RPCT judges a risk, differs from the assistant, is asked why, confirms and finds it in the map', async () => {
  const rpct = await signedIn('rpct');
  const { page } = rpct;
  const event = `Affidamenti ripetuti allo stesso operatore ${Date.now()}`;
  await begin(rpct, event);
  await page.getByText('Quando i sei indicatori hanno un valore').waitFor();
  await rpct.check('evaluation-empty');

  // nothing is asked of the server in vain: what is missing is known, and leads to its field
  await page.getByRole('button', { name: 'Conferma la valutazione' }).click();
  await page.getByRole('button', { name: 'Q1: manca il valore' }).click();
  await page.keyboard.press('ArrowRight'); // the keyboard goes through the choices
  await page.keyboard.press('ArrowRight');
  expect(await card(rpct, 'Q1').getByRole('radio', { name: 'Alto' }).isChecked()).toBe(true);
  await rpct.check('evaluation-incomplete');

  await answer(rpct, 'Q1', 'Alto', 'Importi consistenti per pochi operatori');
  await answer(rpct, 'Q2', 'Alto', 'Manca un regolamento');
  await answer(rpct, 'Q3', 'Basso', 'Nessun episodio');
  await answer(rpct, 'Q4', 'Basso', 'Atti pubblicati');
  await answer(rpct, 'Q5', 'Alto', 'L’ufficio risponde');
  await answer(rpct, 'Q6', 'Alto', 'Misure attuate');
  await page.getByText('Interesse esterno e discrezionalità sono entrambi alti (Q1 e Q2)').waitFor();
  const overall = page.getByRole('region', { name: 'Giudizio complessivo' });
  await overall.getByRole('radio', { name: 'Medio' }).check();
  await overall.locator('textarea[name="motivation"]').fill('Il nuovo regolamento è in approvazione');
  await overall.locator('textarea[name="evidence"]').fill('Controlli successivi senza rilievi');
  await page.getByText(SAVED).waitFor();
  // what was asked for stays listed until one tries again: it would move what one is about to click
  const asked = page.getByRole('button', { name: 'Q1: manca il valore' });
  await asked.waitFor();

  await page.getByRole('button', { name: 'Conferma la valutazione' }).click();
  await asked.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Il giudizio si discosta dalla proposta: spiega perché' }).click();
  await rpct.check('evaluation-deviates');
  await page.keyboard.type('Troppo breve');
  await page.getByRole('button', { name: 'Conferma la valutazione' }).click();
  await page.getByRole('button', { name: /almeno 40 caratteri: sono 12/ }).waitFor();
  await overall
    .getByLabel('Perché il giudizio si discosta dalla proposta')
    .fill('Il regolamento in approvazione toglie da quest’anno ogni margine di scelta');
  await page.getByRole('button', { name: 'Conferma la valutazione' }).click();
  await page.getByText('Confermata', { exact: true }).waitFor();
  await page.getByRole('link', { name: 'Decidi il trattamento' }).waitFor();
  await rpct.check('evaluation-confirmed');

  await page.getByRole('link', { name: 'Decidi il trattamento' }).click();
  await page.getByLabel('Trattamento').selectOption('treat');
  await page.getByLabel('Motivazione').fill('È tra i primi rischi da trattare');
  await rpct.check('evaluation-treatment');
  await page.getByRole('button', { name: 'Salva' }).click();
  await page.getByText('Trattare il rischio').waitFor();
  await page.getByRole('link', { name: 'Storia' }).click();
  await page.getByRole('heading', { name: 'Conferma', exact: true }).waitFor();
  await rpct.check('evaluation-history');

  await rpct.follow('/valutazioni?vista=mappa');
  const row = page.getByRole('row', { name: new RegExp(event) });
  expect(await row.textContent()).toContain('Medio');
  await rpct.check('risk-map');
  await rpct.leave();
});

test('what is typed survives a refusal and a colleague who wrote first', async () => {
  const first = await signedIn('rpct');
  await begin(first, `Varianti decise a voce ${Date.now()}`);
  first.expectStatus(422, 412);
  const motivation = card(first, 'Q1').getByLabel('Motivazione della risposta');
  await motivation.fill('Lo chiede il geom. Bianchi');
  await first.page.getByText('Qui sembra esserci', { exact: false }).first().waitFor();
  await first.page.getByText('Non salvato: controlla quanto indicato').waitFor();
  await first.check('evaluation-refused');
  expect(await motivation.inputValue()).toBe('Lo chiede il geom. Bianchi');
  await motivation.fill('Lo chiedono gli operatori');
  await first.page.getByText(SAVED).waitFor();

  const second = await signedIn('rpct');
  await second.open(new URL(first.page.url()).pathname);
  await card(second, 'Q2').getByRole('radio', { name: 'Medio' }).check();
  await second.page.getByText(SAVED).waitFor();
  await second.leave();

  await motivation.fill('Lo chiedono in tanti');
  const dialog = first.page.getByRole('dialog', { name: 'Qualcun altro ha modificato questi dati' });
  await dialog.waitFor();
  await first.check('evaluation-conflict');
  await dialog.getByRole('button', { name: 'Salva con queste scelte' }).click();
  await first.page.getByText(SAVED).waitFor();
  expect(await motivation.inputValue()).toBe('Lo chiedono in tanti');
  expect(await card(first, 'Q2').getByRole('radio', { name: 'Medio' }).isChecked()).toBe(true);
  await first.leave();
});

test('the superseded method reckons, and the maps and a new year are there', async () => {
  const rpct = await signedIn('rpct');
  const { page } = rpct;
  await rpct.follow('/valutazioni?method=pna2013');
  await rpct.check('evaluations');
  await page.locator('tbody th a').first().click();
  await page.getByRole('button', { name: 'Riapri' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Riapri' }).click();
  await card(rpct, 'P6')
    .getByRole('radio', { name: /^5 · No, il rischio rimane indifferente/ })
    .check();
  await page.getByText(SAVED).waitFor();
  await page.getByText('8,63').waitFor(); // 23/6 × 9/4 = 8,625
  await rpct.check('evaluation-superseded');
  await page.getByRole('button', { name: 'Conferma la valutazione' }).click();
  await page.getByRole('button', { name: 'Riapri' }).waitFor();

  await rpct.follow('/valutazioni?vista=rete&year=2026');
  await rpct.check('network-map');
  await rpct.follow('/valutazioni?vista=anno&year=2027');
  await page.getByRole('button', { name: 'Comincia il 2027 dal 2026' }).click();
  await page.getByRole('heading', { name: 'Milazzo, 2027' }).waitFor();
  await rpct.check('new-year');
  await page.getByRole('button', { name: 'Comincia il 2027 dal 2026' }).click();
  await page.locator('.stats', { hasText: 'C’erano già' }).waitFor();
  await page.getByRole('link', { name: 'Vai alle bozze' }).click();
  await page.getByText('Come l’anno prima').first().waitFor();
  await rpct.leave();
});

test('a small municipality asks whether to confirm its plan, a large one is told why not', async () => {
  const secretary = await signedIn('secretariat');
  const { page } = secretary;
  await secretary.follow('/conferma-del-piano/nuovo');
  await page.locator('select[name="municipality"]').selectOption({ label: 'Milazzo' });
  await page.getByLabel('Primo anno del piano in vigore').fill('2026');
  secretary.expectStatus(409);
  await page.getByRole('button', { name: 'Salva' }).click();
  await page.getByText('da 50 in su il piano si scrive ogni anno', { exact: false }).waitFor();
  await secretary.check('plan-confirmation-refused');
  await page.locator('select[name="municipality"]').selectOption({ label: 'Malfa' });
  for (const name of ['corruption', 'organisation', 'objectives', 'sections']) {
    await page.locator(`select[name="${name}"]`).selectOption('false');
    await page.locator(`textarea[name="${name}_evidence"]`).fill('Nessuna novità rispetto all’anno scorso');
  }
  await page.getByRole('button', { name: 'Salva' }).click();
  await page.getByText('Il piano si può confermare').waitFor();
  await page.getByText('art. 6 c. 6 DL 80/2021', { exact: false }).waitFor();
  await secretary.check('plan-confirmation');
  await secretary.follow('/conferma-del-piano');
  await secretary.check('plan-confirmations');
  await secretary.leave();
});
