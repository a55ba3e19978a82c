import { expect, test } from 'vitest';
import { downloaded } from './kit/download';
import { signedIn } from './kit/visitor';

const file = new URL('files/registro.csv', import.meta.url).pathname;

test('an RPCT brings a register in, bad rows and all, confirms a match and takes the register away', async () => {
  const rpct = await signedIn('rpct');
  const { page } = rpct;
  await rpct.open('/registro');
  await rpct.check('registers');
  await page.getByRole('link', { name: 'San Filippo del Mela', exact: true }).click();
  await page.getByRole('link', { name: 'Importa un registro' }).click();
  await page.getByLabel('Foglio del registro').setInputFiles(file);
  await rpct.check('register-upload');
  await page.getByRole('button', { name: 'Carica', exact: true }).click();

  await page.getByLabel('Evento rischioso').waitFor();
  await rpct.check('register-mapping');
  await page.getByLabel('Spiegazione del giudizio').selectOption({ label: 'Motivazione del giudizio' });
  rpct.expectStatus(422);
  await page.getByRole('button', { name: 'Controlla le righe' }).click();
  await page
    .getByText('Il file non dice di che tipologia sono le misure', { exact: false })
    .first()
    .waitFor();
  await page.reload(); // what was chosen is still there
  await page.getByLabel('Spiegazione del giudizio').waitFor();
  expect(await page.getByLabel('Spiegazione del giudizio').inputValue()).toBe('motivation');
  await page.getByLabel('Tipologia delle misure').selectOption('TM01');
  await page.getByLabel('«Ufficio cimiteri»', { exact: false }).selectOption('');
  await page.getByRole('button', { name: 'Controlla le righe' }).click();

  await page.getByText('Area sconosciuta: «Ufficio cimiteri»', { exact: false }).waitFor();
  await page.getByText('Livello sconosciuto: «boh»', { exact: false }).waitFor();
  await rpct.check('register-report');
  const report = await downloaded(page, 'Scarica in CSV: la relazione delle righe con errori');
  expect(report.body.toString()).toContain('Livello sconosciuto: «boh»');

  await page.getByRole('link', { name: 'Colonne e aree' }).click();
  await page.getByLabel('«Ufficio cimiteri»', { exact: false }).selectOption('E');
  await page.getByRole('button', { name: 'Controlla le righe' }).click();
  await page.getByText('Livello sconosciuto: «boh»', { exact: false }).waitFor(); // the report is here
  await page
    .getByText('Area sconosciuta: «Ufficio cimiteri»', { exact: false })
    .waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'Righe', exact: true }).click();
  await page.getByRole('button', { name: 'Correggi la riga 6' }).focus(); // a cell, without another upload
  await page.keyboard.press('Enter');
  const cell = page.getByLabel('Livello di rischio', { exact: true });
  await cell.waitFor();
  expect(await cell.evaluate((one) => one === document.activeElement)).toBe(true); // what is wrong comes first
  await rpct.check('register-row');
  await cell.fill('mah');
  await page.getByRole('button', { name: 'Salva e ricontrolla' }).click();
  await page.getByText('Livello sconosciuto: «mah»', { exact: false }).first().waitFor();
  await page.getByText('Nel file: «boh».', { exact: false }).waitFor();
  await cell.fill('M');
  await page.getByRole('button', { name: 'Salva e ricontrolla' }).click();
  await page.getByText('Riga 6 corretta: si può importare.').waitFor();
  await page.getByLabel('Quali righe').selectOption('good');
  await page.getByText('Corretta', { exact: true }).waitFor();
  await page.getByText('boh → M', { exact: true }).waitFor();
  await rpct.check('register-corrected');
  await page.getByRole('link', { name: 'Corrispondenze' }).click();
  const adopt = page.getByRole('button', { name: /^Adotta A\.\d+$/ }).first(); // which of the two is free, the demo decides
  const name = (await adopt.textContent())?.trim() ?? '';
  await rpct.check('register-matches');
  await adopt.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name, exact: true }).waitFor({ state: 'detached' });
  await page.getByLabel('Quali eventi').selectOption('decided');
  await page.getByRole('button', { name, exact: true, pressed: true }).waitFor();

  await page.getByRole('link', { name: 'Scrittura' }).click();
  await page.getByRole('button', { name: 'Importa tutte le righe' }).click();
  await rpct.check('register-apply');
  await page.getByRole('button', { name: 'Importa', exact: true }).click();
  await page.getByText('4 rischi, 4 valutazioni in bozza, 2 misure.').waitFor();
  await rpct.check('register-imported');

  await page.getByRole('link', { name: 'Esporta il registro' }).click();
  await page.getByText('Allegato del piano').waitFor();
  await rpct.check('register-export');
  const book = await downloaded(page, 'Scarica in XLSX: il registro come tabella');
  expect(book.name).toMatch(/^municipalities-\d{6}-register-.*\.xlsx$/);
  expect(book.body.subarray(0, 2).toString()).toBe('PK');
  const table = (await downloaded(page, 'Scarica in CSV: il registro come tabella')).body.toString();
  expect(table).toContain('Requisiti di accesso inutilmente restrittivi, cuciti su un candidato');
  expect(table).toContain('Kit di bandi unici di zona');
  const annex = await downloaded(page, 'Scarica in PDF: il registro come allegato');
  expect(annex.body.subarray(0, 5).toString()).toBe('%PDF-');

  await page.getByRole('link', { name: 'Relazione annuale del RPCT' }).click();
  const answer = page.getByLabel('1.A Stato di attuazione', { exact: false });
  await answer.waitFor();
  await page.getByRole('button', { name: 'Usa la proposta per 1.A' }).click();
  await answer.fill(`${await answer.inputValue()} Verificato.`);
  await page.getByText('Ci sono risposte non salvate', { exact: false }).waitFor();
  await rpct.check('annual-report');
  await page.getByRole('button', { name: 'Salva le risposte' }).click();
  await page.getByText('Ci sono risposte non salvate', { exact: false }).waitFor({ state: 'detached' });
  await page.reload();
  await answer.waitFor();
  expect(await answer.inputValue()).toMatch(/^Il piano prevede .* Verificato\.$/);
  const form = await downloaded(page, 'Scarica in XLSX: la relazione');
  expect(form.name).toMatch(/^relazione-rpct-san-filippo-del-mela-\d{4}\.xlsx$/);

  await rpct.follow('/importazioni');
  await rpct.check('register-imports');
  await rpct.leave();
});
