import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { signedIn } from './kit/visitor';

const stamp = Date.now() % 100_000;
const EVENT = `Sopralluoghi annunciati prima al titolare del cantiere, verbale ${stamp}`;
const paper = new URL(
  '../../internal/seed/data/demo/files/network-protocol-protocollo-di-intesa.pdf',
  import.meta.url,
).pathname;

test('an RPCT goes from a risk to a measure that is programmed, then done with its evidence', async () => {
  const rpct = await signedIn('rpct');
  const { page } = rpct;
  await rpct.open('/rischi/nuovo');
  await page.locator('select[name="municipality"]').selectOption({ label: 'San Filippo del Mela' });
  await page.locator('select[name="area"]').selectOption('F');
  await page.getByLabel('Processo').fill('Vigilanza edilizia');
  await page.getByLabel('Evento rischioso').fill(EVENT);
  await page.getByRole('button', { name: 'Salva' }).click();
  await page.getByRole('heading', { level: 1, name: EVENT }).waitFor();

  await page.getByRole('heading', { name: 'Misure consigliate' }).waitFor();
  await page
    .getByText(/La adottano \d+ comuni su \d+/)
    .first()
    .waitFor();
  await page
    .getByText(/Chiede/)
    .first()
    .waitFor();
  await rpct.check('risk-advice');
  await rpct.picture('advice', page.locator('main'));
  for (const fold of await page.locator('details.fold').all())
    await fold.evaluate((one) => ((one as HTMLDetailsElement).open = true));
  const adopt = page.getByRole('button', { name: /^Adotta M\d+ per questo rischio$/ }).first();
  const code = (await adopt.textContent())!.match(/M\d+/)![0];
  await adopt.click();
  await page.getByText(`${code}: adottata per questo rischio.`).waitFor();
  await page.getByRole('link', { name: 'Già adottata per questo rischio: apri la misura' }).first().click();

  await page.getByRole('heading', { level: 1, name: new RegExp(`^${code} `) }).waitFor();
  await page.getByText('4 su 5').waitFor();
  await page.getByText('Manca la scadenza di almeno una fase', { exact: false }).waitFor();
  await page.getByRole('link', { name: EVENT }).waitFor();
  await rpct.check('measure-adoption');
  await rpct.picture('measure-adoption');
  const address = page.url();

  // an end before its beginning is refused where it stands, and nothing is lost
  await page.getByRole('link', { name: 'Modifica' }).click();
  const phases = page.locator('fieldset.phase');
  await phases.first().waitFor();
  const many = await phases.count();
  for (let i = 0; i < many; i++) await page.locator(`[name="phases.${i}.due_on"]`).fill(`2026-0${3 + i}-28`);
  await page.locator('[name="phases.1.starts_on"]').fill('2026-12-01');
  rpct.expectStatus(422);
  await page.getByRole('button', { name: 'Salva' }).click();
  await page.getByRole('button', { name: /^Fasi: La fase .* finisce prima di cominciare/ }).click();
  expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('phases.1.due_on');
  await rpct.check('measure-adoption-refused');
  await page.locator('[name="phases.1.starts_on"]').fill('2026-01-10');
  // with the keyboard: a phase more, moved up, taken away
  await page.getByRole('button', { name: 'Aggiungi una fase' }).focus();
  await page.keyboard.press('Enter');
  await page.locator(`[name="phases.${many}.name"]`).fill('Fase di troppo');
  await page.getByRole('button', { name: `Sposta prima la fase ${many + 1}` }).press('Enter');
  expect(await page.locator(`[name="phases.${many - 1}.name"]`).inputValue()).toBe('Fase di troppo');
  await page.getByRole('button', { name: `Togli la fase ${many}`, exact: true }).press('Enter');
  await page.getByRole('button', { name: 'Salva' }).click();
  await page.getByText('5 su 5').waitFor();

  // done, but nobody can see it
  await page.getByRole('link', { name: 'Modifica' }).click();
  await page.locator('select[name="status"]').selectOption({ label: 'Attuata' });
  await page.getByRole('button', { name: 'Salva' }).click();
  await page.getByRole('button', { name: /^Stato: .*risulta attuata senza una prova/ }).waitFor();
  await page.locator('[name="phases.0.done_on"]').fill('2026-03-01');
  await page.locator('summary', { hasText: 'Carica un documento nuovo' }).first().click();
  await page.locator('input[name="phases.0.document_id.file"]').setInputFiles({
    name: `registro-${stamp}.pdf`,
    mimeType: 'application/pdf',
    buffer: Buffer.concat([readFileSync(paper), Buffer.from(`\n% ${stamp}\n`)]),
  });
  await page.getByText(/caricato tra i documenti del comune/).waitFor();
  await rpct.check('measure-adoption-edit');
  await page.getByRole('button', { name: 'Salva' }).click();
  await page.waitForURL(address);
  await page.locator('.status-badge', { hasText: 'Attuata' }).waitFor();
  await page.getByRole('link', { name: 'Apri il documento' }).waitFor();

  // willing to tell, and no longer
  await page.getByRole('button', { name: 'Disponibili a raccontarla' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Disponibili a raccontarla' }).click();
  await page.getByText('Il comune è disposto a raccontare agli altri', { exact: false }).waitFor();
  await page.getByRole('button', { name: 'Non più disponibili a raccontarla' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Non più disponibili a raccontarla' }).click();
  await page
    .getByText('Il comune è disposto a raccontare agli altri', { exact: false })
    .waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'Storia' }).click();
  await page.getByRole('heading', { name: 'Ritiro della disponibilità' }).waitFor();
  await rpct.leave();
});

test('one who serves three municipalities copies a measure to the others', async () => {
  const secretary = await signedIn('secretary');
  const { page } = secretary;
  await secretary.open('/misure-adottate/nuovo');
  await page.locator('select[name="municipality"]').selectOption({ label: 'Malfa' });
  await page.locator('input[name="title"]').fill(`Maggiore attenzione alle deleghe ${stamp}`);
  await page.locator('select[name="type"]').selectOption('TM01');
  await secretary.check('measure-adoption-new');
  await page.getByRole('button', { name: 'Salva' }).click();
  await page.getByText('0 su 5').waitFor();
  await page.getByText('è un proposito, non una misura', { exact: false }).waitFor();
  await page.getByRole('button', { name: 'Copia negli altri miei comuni' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Leni').check();
  await dialog.getByLabel('Santa Marina Salina').check();
  await secretary.check('measure-copy');
  await dialog.getByRole('button', { name: 'Copia', exact: true }).click();
  await page.getByText('Copia fatta').waitFor();
  await page.locator('.notice').getByRole('link', { name: 'Leni' }).click();
  await page.getByRole('heading', { level: 1, name: new RegExp(`deleghe ${stamp}`) }).waitFor();
  await secretary.leave();
});

test('what the network does is told in numbers, and whom to ask by consent', async () => {
  const rpct = await signedIn('rpct');
  const { page } = rpct;
  await rpct.open('/misure');
  await page.getByRole('link', { name: /^Dichiarazione puntuale di assenza di conflitto/ }).click();
  await page.getByRole('heading', { name: 'Chiedi a chi l’ha già fatto' }).waitFor();
  await page.getByRole('cell', { name: '05/10/2026' }).waitFor();
  await rpct.check('measure');
  await page.getByRole('link', { name: 'Per zona, per classe e per area' }).click();
  await page.getByRole('heading', { level: 1, name: 'Misure omogenee' }).waitFor();
  await page.getByRole('rowheader', { name: 'Tutta la rete' }).waitFor();
  await rpct.check('homogeneity-one');
  await page.getByLabel('Suddivisione').selectOption('class');
  await page.getByRole('rowheader', { name: /^E · / }).waitFor();
  await page.getByLabel('Suddivisione').selectOption('area');
  await rpct.check('homogeneity-area');
  await page.getByLabel('Misura').selectOption('');
  await page.getByRole('rowheader', { name: /^M20 / }).waitFor();
  await rpct.check('homogeneity');
  await rpct.picture('homogeneity');

  await rpct.open('/misure-da-valutare?comune=083077');
  await page.locator('main h1').waitFor();
  await rpct.check('measure-gaps');
  await rpct.picture('measure-gaps');
  await rpct.leave();
});

test('an observer reads the catalogue and the shares, and nothing of the plans', async () => {
  const observer = await signedIn('observer');
  const { page } = observer;
  await observer.open('/misure');
  expect(await page.getByRole('link', { name: 'Misure da valutare' }).count()).toBe(0);
  await observer.open('/misure-adottate');
  await page.getByRole('heading', { level: 1, name: 'Pagina non trovata' }).waitFor();
  await observer.open('/misure-da-valutare');
  await page.getByText('Il tuo incarico non prevede questa operazione.').waitFor();
  await observer.leave();
});
