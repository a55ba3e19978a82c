import { expect, test } from 'vitest';
import { signedIn, type Visitor } from './kit/visitor';

const AUDIENCE = `Istruttori dell’ufficio tecnico ${Date.now()}`;

async function fill({ page }: Visitor, audience: string) {
  const own = page.getByLabel('Comune', { exact: false }).and(page.locator('select[name="municipality"]'));
  await own.selectOption({ index: 1 });
  await page.getByLabel('Tema').selectOption({ index: 7 });
  await page.getByLabel('Livello').selectOption('specific');
  await page.getByLabel('Perché serve').selectOption('new_rules');
  await page.getByLabel('Destinatari').fill(audience);
  await page.getByLabel('Persone').fill('4');
  await page.getByLabel('Preparazione attuale').selectOption('2');
  await page.getByLabel('Preparazione da raggiungere').selectOption('3');
  await page.getByLabel('Priorità', { exact: false }).and(page.locator('select')).selectOption('high');
  await page.getByLabel('Modalità preferita').selectOption('webinar');
}

test('a referent writes down a need, corrects it and finds who did what', async () => {
  const referent = await signedIn('referent');
  const { page } = referent;
  await referent.open('/fabbisogni');
  await referent.check('training-needs');
  await page.getByRole('link', { name: 'Nuovo fabbisogno' }).click();
  await page.getByRole('heading', { level: 1, name: 'Nuovo fabbisogno' }).waitFor();

  await page.getByRole('button', { name: 'Salva' }).click();
  await page.getByText('Ci sono', { exact: false }).first().waitFor();
  await referent.check('training-need-incomplete');

  await fill(referent, AUDIENCE);
  referent.expectStatus(422);
  await page.getByRole('button', { name: 'Salva' }).click();
  await page
    .getByRole('button', { name: 'Motivazione della priorità: Una priorità alta va motivata' })
    .click();
  await referent.check('training-need-refused');
  await page.keyboard.type('Le gare aperte sono tre.');
  await page.getByRole('button', { name: 'Salva' }).click();
  await page.waitForURL(/\/fabbisogni\/\d+$/);
  await page.getByText(AUDIENCE).waitFor();
  await referent.check('training-need');

  await page.getByRole('link', { name: 'Modifica' }).click();
  await page.getByLabel('Motivazione').fill('Rilievi ripetuti nel controllo successivo');
  await page.getByRole('button', { name: 'Salva' }).click();
  await page.waitForURL(/\/fabbisogni\/\d+$/);
  await page.getByRole('link', { name: 'Storia' }).click();
  await page.getByText('Rilievi ripetuti nel controllo successivo').waitFor();
  await page.getByRole('heading', { name: 'Creazione' }).waitFor();
  await referent.check('training-need-history');
  await referent.leave();
});

test('two people write the same need: nothing is lost without a choice', async () => {
  const first = await signedIn('referent');
  const second = await signedIn('referent');
  first.expectStatus(412);
  await first.open(`/fabbisogni?q=${encodeURIComponent(AUDIENCE)}`);
  await first.page.locator('tbody th a').first().click();
  await first.page.getByRole('link', { name: 'Modifica' }).click();
  await first.page.getByLabel('Motivazione').fill('La versione della prima persona');

  await second.open(new URL(first.page.url()).pathname);
  await second.page.getByLabel('Persone').fill('9');
  await second.page.getByRole('button', { name: 'Salva' }).click();
  await second.page.waitForURL(/\/fabbisogni\/\d+$/);

  await first.page.getByRole('button', { name: 'Salva' }).click();
  await first.page.getByRole('dialog', { name: 'Qualcun altro ha modificato questi dati' }).waitFor();
  await first.check('conflict');
  await first.page.getByRole('button', { name: 'Salva con queste scelte' }).click();
  await first.page.waitForURL(/\/fabbisogni\/\d+$/);
  await first.page.getByText('La versione della prima persona').waitFor();
  expect(await first.page.locator('dl.details', { hasText: 'Persone' }).textContent()).toContain('9');
  await second.leave();
  await first.leave();
});

test('leaving a form with something written asks first', async () => {
  const referent = await signedIn('referent');
  const { page } = referent;
  await referent.open('/fabbisogni/nuovo');
  await page.getByLabel('Destinatari').fill('Qualcosa');
  await page.getByRole('link', { name: 'Annulla' }).click();
  await page.getByRole('dialog', { name: 'Modifiche non salvate' }).waitFor();
  await referent.check('unsaved');
  await page.getByRole('button', { name: 'Annulla' }).click();
  expect(await page.getByLabel('Destinatari').inputValue()).toBe('Qualcosa');
  await page.getByRole('link', { name: 'Annulla' }).click();
  await page.getByRole('button', { name: 'Lascia la pagina' }).click();
  await page.waitForURL('**/fabbisogni');
  await referent.leave();
});

test('the list keeps search, filters, sort and page in its address', async () => {
  const referent = await signedIn('referent');
  const { page } = referent;
  await referent.open('/fabbisogni?limit=25');
  await page.getByText('Filtri', { exact: true }).click();
  await page.getByRole('group', { name: 'Priorità' }).getByRole('button').click();
  await page.getByRole('checkbox', { name: 'Alta' }).check();
  await page.getByRole('checkbox', { name: 'Media' }).check(); // at once: neither undoes the other
  await page.waitForURL(/priority=high&priority=medium/);
  await page.getByRole('button', { name: 'Togli il filtro Priorità: Alta' }).waitFor();
  await page.getByRole('button', { name: 'Togli il filtro Priorità: Media' }).waitFor();
  await page.getByRole('link', { name: /^Persone/ }).click();
  await page.waitForURL(/sort=persons/);
  await page.keyboard.press('Escape');
  expect(await page.getByRole('columnheader', { name: /Persone/ }).getAttribute('aria-sort')).toBe(
    'ascending',
  );
  await referent.check('training-needs-filtered');
  await page.getByRole('searchbox', { name: 'Cerca un fabbisogno' }).fill('zzzzzz');
  await page.getByRole('button', { name: 'Cerca', exact: true }).click();
  await page.getByRole('heading', { name: 'Nessun risultato' }).waitFor();
  await referent.check('training-needs-none');
  await page.getByRole('button', { name: 'Mostra tutto' }).click();
  await page.locator('tbody tr').first().waitFor();
  expect(new URL(page.url()).search).not.toContain('q=');
  await referent.leave();
});

test('an export is the whole filtered list', async () => {
  const referent = await signedIn('referent');
  const { page } = referent;
  await referent.open('/fabbisogni');
  await page.getByRole('button', { name: 'Esporta' }).click();
  const file = page.waitForEvent('download');
  await page.getByRole('button', { name: 'CSV' }).click();
  expect((await file).suggestedFilename()).toMatch(/\.csv$/);
  await referent.leave();
});

test('archiving says what will happen, and asks', async () => {
  const referent = await signedIn('referent');
  const { page } = referent;
  await referent.open(`/fabbisogni?q=${encodeURIComponent(AUDIENCE)}`);
  await page.locator('tbody th a').first().click();
  await page.getByRole('button', { name: 'Archivia' }).click();
  const dialog = page.getByRole('dialog');
  await referent.check('archive');
  await dialog.getByRole('button', { name: 'Archivia' }).click();
  await page.waitForURL('**/fabbisogni');
  await page.getByText('Fatto.', { exact: false }).waitFor();
  await referent.leave();
});
