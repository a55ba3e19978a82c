import { expect, test } from 'vitest';
import { downloaded } from './kit/download';
import { signedIn } from './kit/visitor';

const file = (name: string) => new URL(`files/${name}.docx`, import.meta.url).pathname;

test('the secretariat corrects a template, previews it, puts it in use; a referent downloads the acts', async () => {
  const office = await signedIn('secretariat');
  const { page } = office;
  await office.open('/modelli');
  await office.check('templates');
  await page
    .getByRole('link', { name: 'Protocollo d’intesa' })
    .or(page.getByRole('link', { name: "Protocollo d'intesa" }))
    .click();
  await page.getByText('Versione 1', { exact: true }).waitFor();
  await office.check('template');

  await page.getByRole('button', { name: 'Carica', exact: true }).click();
  office.expectStatus(422);
  await page.getByLabel('File del modello').setInputFiles(file('protocollo-sbagliato'));
  await page.getByRole('button', { name: 'Carica', exact: true }).click();
  await page
    .getByText('{{rapresentante}} non è tra i segnaposto disponibili: forse {{rappresentante}}?')
    .waitFor();
  await page.getByText('Segnaposto non chiuso: manca }} dopo «', { exact: false }).waitFor();
  await office.check('template-refused');

  await page.getByLabel('File del modello').setInputFiles(file('protocollo-nuovo'));
  await page.getByLabel('Che cosa cambia').fill('Testo breve');
  await page.getByRole('button', { name: 'Carica', exact: true }).click();
  await page.getByText('Versione 2', { exact: true }).waitFor();
  await page.getByLabel('Comune per l’anteprima').selectOption({ label: 'Malfa' });
  const preview = await downloaded(page, 'Scarica in PDF: l’anteprima della versione 2');
  expect(preview.name).toBe('protocollo-intesa-malfa.pdf');
  expect(preview.body.subarray(0, 5).toString()).toBe('%PDF-');
  await office.check('template-draft');

  await page.getByRole('button', { name: 'Metti in uso: versione 2' }).click();
  await page.getByRole('dialog').getByText('Da ora le bozze dei comuni nascono', { exact: false }).waitFor();
  await office.check('template-publication');
  await page.getByRole('button', { name: 'Metti in uso', exact: true }).click();
  await page.getByText('Superata').waitFor();
  await office.leave();

  const referent = await signedIn('referent');
  await referent.open('/comuni/083043?scheda=bozze');
  await referent.page.getByText('spazi in bianco', { exact: false }).first().click();
  await referent.check('drafts');
  const act = await downloaded(referent.page, 'Scarica in DOCX: Delibera di Giunta');
  expect(act.name).toBe('delibera-giunta-malfa.docx');
  expect(act.body.subarray(0, 2).toString()).toBe('PK');
  const odt = await downloaded(referent.page, 'Scarica in ODT: Designazione del referente');
  expect(odt.name).toBe('designazione-referente-malfa.odt');
  expect(odt.body.subarray(0, 100).toString('latin1')).toContain('application/vnd.oasis.opendocument.text');
  await referent.leave();
});
