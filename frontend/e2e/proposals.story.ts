import { expect, test } from 'vitest';
import { signedIn, type Visitor } from './kit/visitor';

const WORDS = `Proroga firmata a contratto scaduto, prova ${Date.now() % 10_000}`;
let proposal = '';
let entry = '';

const act = async ({ page }: Visitor, name: string, reason?: string) => {
  await page.getByRole('button', { name, exact: true }).click();
  const dialog = page.getByRole('dialog');
  if (reason) await dialog.getByLabel('Motivo').fill(reason);
  await dialog.getByRole('button', { name, exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
};

test('a referent proposes a change to an entry of the catalogue and presents it to the network', async () => {
  const referent = await signedIn('referent');
  const { page } = referent;
  await referent.open('/rischi?typology=delay');
  await page.getByRole('navigation', { name: 'Il catalogo per tipologia' }).waitFor();
  await referent.check('catalogue-explorer');
  await referent.picture('catalogue-explorer');
  await referent.open('/rischi?q=B.03&vista=catalogue');
  await page.locator('tbody th a').first().click();
  await page.getByRole('link', { name: 'Proponi una modifica' }).click();
  await page.getByRole('heading', { level: 1, name: 'Proponi una modifica' }).waitFor();
  entry = new URL(page.url()).pathname.replace('/proponi', '');
  await page.locator('select[name="municipality"]').selectOption({ index: 1 });
  await page.getByLabel('Descrizione').fill(WORDS);
  await page.getByRole('button', { name: 'Salva' }).click();
  await page.getByRole('button', { name: 'Motivazione: Campo obbligatorio' }).waitFor();
  await page.getByLabel('Motivazione').fill('Nel nostro comune è successo due volte.');
  await referent.check('propose');
  await page.getByRole('button', { name: 'Salva' }).click();
  await page.waitForURL(/\/proposte\/\d+$/);
  proposal = new URL(page.url()).pathname;
  await page.getByRole('heading', { name: 'Che cosa cambierebbe' }).waitFor();
  await referent.check('proposal-draft');

  const observer = await signedIn('observer');
  observer.expectStatus(404);
  await observer.page.goto(proposal);
  await observer.page.getByRole('alert').waitFor();
  await observer.leave();

  await act(referent, 'Presenta alla rete');
  await page.getByRole('heading', { name: 'Discussione' }).waitFor();
  await referent.leave();
});

test('another officer discusses it; the secretariat sends it back with a reason and a table validates it', async () => {
  const rpct = await signedIn('rpct');
  await rpct.open(proposal);
  const towns = rpct.page.getByLabel('Per quale comune parli');
  if (await towns.isVisible()) await towns.selectOption({ index: 1 });
  await rpct.page.getByRole('button', { name: 'Invia' }).click();
  await rpct.page.getByText('Campo obbligatorio').waitFor();
  await rpct.page.getByLabel('Intervieni').fill('Vale anche per le forniture.');
  await rpct.page.getByRole('button', { name: 'Invia' }).click();
  await rpct.page.getByText('Vale anche per le forniture.').first().waitFor();
  await rpct.check('proposal-discussion');
  await rpct.picture('proposal');
  await rpct.leave();

  const secretariat = await signedIn('secretariat');
  await secretariat.open(proposal);
  await act(secretariat, 'Prendi in validazione');
  await act(secretariat, 'Riporta in bozza', 'Manca un segnale d’allarme');
  const referent = await signedIn('referent');
  await referent.open(proposal);
  await referent.page.getByText('Manca un segnale d’allarme').waitFor();
  await referent.page.getByRole('link', { name: 'Modifica' }).click();
  await referent.page.getByLabel('Segnali d’allarme').fill('Proroga firmata dopo la scadenza');
  await referent.page.getByRole('button', { name: 'Salva' }).click();
  await referent.page.waitForURL(/\/proposte\/\d+$/);
  await act(referent, 'Presenta alla rete');
  await referent.leave();

  await secretariat.open(proposal);
  await act(secretariat, 'Prendi in validazione');
  await secretariat.page.getByRole('link', { name: 'Valida' }).click();
  await secretariat.page.getByLabel('Chi ha validato').selectOption('thematic_table');
  await secretariat.page.getByLabel('Tavolo tematico').selectOption({ label: 'Tavolo contratti pubblici' });
  await secretariat.check('validation');
  await secretariat.page.getByRole('button', { name: 'Salva' }).click();
  await secretariat.page.getByText('È diventata la voce').waitFor();
  await secretariat.open(`${entry}?scheda=versioni`);
  await secretariat.page.getByRole('heading', { name: 'Che cosa è cambiato' }).waitFor();
  await secretariat.page.getByText('Tavolo contratti pubblici').first().waitFor();
  await secretariat.page.getByText(WORDS).waitFor();
  await secretariat.check('versions');
  await secretariat.picture('versions');
  await secretariat.leave();
});

test('an adopter decides field by field, and keeps its motivation', async () => {
  const referent = await signedIn('referent');
  const { page } = referent;
  await referent.open('/home');
  await page.getByRole('link', { name: 'Rischi da aggiornare' }).first().waitFor();
  await referent.open('/rischi?vista=local&pending=true');
  await page.getByRole('button', { name: /Togli il filtro Da aggiornare/ }).waitFor();
  await referent.check('pending');
  await page.locator('tbody th a').first().click();
  await page.getByRole('link', { name: 'Decidi sulla versione nuova' }).click();
  await page.getByRole('heading', { level: 1, name: 'Aggiorna il rischio adottato' }).waitFor();
  await page.getByRole('button', { name: 'Conferma le scelte' }).click();
  await page.getByText('Scegli se accettare o tenere').first().waitFor();
  const kept = await page.locator('dl.details').last().textContent();
  const choices = page.getByRole('combobox', { name: /che cosa fare/ });
  for (const choice of await choices.all()) await choice.selectOption('accept');
  await choices.first().selectOption('keep');
  await referent.check('update');
  await referent.picture('update');
  await page.getByRole('button', { name: 'Conferma le scelte' }).click();
  await page.waitForURL(/\/rischi\/\d+$/);
  await page.getByText('Scelte registrate', { exact: false }).waitFor();
  const motivation = kept!.replace('Resta quella del comune', '').trim();
  expect(await page.locator('main').textContent()).toContain(motivation);
  await page.getByRole('link', { name: 'Decidi sulla versione nuova' }).waitFor({ state: 'detached' });
  await referent.leave();
});

test('what similar municipalities have, and copies to the other municipalities of one person', async () => {
  const secretary = await signedIn('secretary');
  const { page } = secretary;
  await secretary.open('/rischi-mancanti');
  await page.locator('main table, main .empty').first().waitFor();
  await secretary.check('missing');
  await secretary.picture('missing');
  await secretary.open('/processi');
  await secretary.check('processes');
  await page.getByRole('link', { name: 'I nomi che i comuni danno alle aree di rischio' }).click();
  await page.getByRole('heading', { level: 1, name: 'Nomi delle aree' }).waitFor();
  await secretary.check('area-aliases');
  await secretary.open('/rischi?vista=local');
  await page.locator('tbody th a').first().click();
  await page.getByRole('link', { name: 'Copia in altri miei comuni' }).click();
  await page.getByRole('group', { name: 'In quali comuni' }).getByRole('button').click();
  await page.getByRole('checkbox').nth(0).check();
  await page.keyboard.press('Escape');
  await page.getByLabel('Motivazione per i rischi adottati').fill('Gli uffici lavorano allo stesso modo.');
  await page.getByRole('button', { name: 'Prova' }).click();
  await page.getByText('Che cosa accadrebbe', { exact: true }).waitFor();
  await secretary.check('copies');
  await page.getByRole('button', { name: 'Copia', exact: true }).waitFor(); // done in the story of the secretary, who needs the registers empty
  await secretary.leave();
});
