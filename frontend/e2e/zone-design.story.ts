import { expect, test } from 'vitest';
import { signedIn, type Visitor } from './kit/visitor';

const CODE = `zone-${Date.now()}`;
const NEXT = new Date().getFullYear() + 1;

/** Numbers of the report of the last day of this year, as the API tells them to anybody. */
const lastDay = ({ page }: Visitor) =>
  page.evaluate(
    async (on) => {
      const { total, zones } = await (await fetch(`/api/v1/zone-report?on=${on}`)).json();
      return JSON.stringify({ total, zones });
    },
    `${NEXT - 1}-12-31`,
  );

const cell = ({ page }: Visitor, name: string) => page.locator(`.zone-cell[aria-label^="${name}:"]`);
const card = ({ page }: Visitor, name: string) => page.locator('.zone-cards li', { hasText: name });

async function saveAs({ page }: Visitor, code: string) {
  await page.getByRole('button', { name: 'Salva come bozza' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Codice della bozza').fill(code);
  await dialog.getByRole('button', { name: 'Salva come bozza' }).click();
  await page.getByText('Bozza', { exact: true }).waitFor();
}

test('the secretariat redraws the zones from next year, and this year stays as it was', async () => {
  const secretariat = await signedIn('secretariat');
  const { page } = secretariat;
  await secretariat.open('/insiemi-di-zone');
  await page.getByRole('link', { name: 'Zone omogenee dei referenti', exact: true }).click();
  await page.getByText('Quel giorno era l’insieme operativo').waitFor();
  await secretariat.check('zone-set-composition');
  const before = await lastDay(secretariat);

  await page.getByRole('link', { name: 'Disegna le zone' }).click();
  await card(secretariat, 'Longano').getByText('13 comuni', { exact: true }).waitFor();
  await secretariat.check('zone-design');
  // by mouse
  await card(secretariat, 'Longano').getByRole('button').click();
  await cell(secretariat, 'San Filippo del Mela').click();
  await card(secretariat, 'Longano').getByText('14 comuni (+1)').waitFor();
  await card(secretariat, 'Milazzo e Valle del Mela').getByText('12 comuni (-1)').waitFor();
  // by keyboard
  await card(secretariat, 'Nebrodi centrali').getByRole('button').focus();
  await page.keyboard.press('Enter');
  await cell(secretariat, 'Caronia').focus();
  await page.keyboard.press('Enter');
  await card(secretariat, 'Nebrodi centrali').getByText('18 comuni (+1)').waitFor();
  await page.getByRole('button', { name: 'Annulla la mossa' }).click();
  await card(secretariat, 'Nebrodi centrali').getByText('17 comuni', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Ripeti la mossa' }).click();
  await page.getByText('Caronia: da Z6').waitFor();
  // by table
  await page.getByLabel('Zona di Milazzo', { exact: true }).selectOption('Z1');
  await card(secretariat, 'Stretto').getByText('7 comuni (+1)').waitFor();
  await secretariat.check('zone-design-moved');
  await secretariat.picture('zone-design');
  await saveAs(secretariat, CODE);
  await page.locator('summary', { hasText: 'Confronto con' }).click();
  await page.getByText('Milazzo: da Z2', { exact: false }).first().waitFor();
  await secretariat.check('zone-design-compared');

  await page.getByRole('link', { name: /^Bozza da/ }).click();
  await page.getByRole('link', { name: 'Rendi operativo' }).click();
  await page.getByLabel('Dal giorno').fill(`${NEXT}-01-01`);
  await page.getByText('9 zone aspettano il coordinatore').waitFor();
  await secretariat.check('zone-set-operation');
  await page.getByRole('button', { name: `Rendi operativo dal 01/01/${NEXT}` }).click();
  await page.getByText(`Operativo dal 01/01/${NEXT}`, { exact: true }).waitFor();
  expect(await lastDay(secretariat)).toBe(before);

  // until then the present set works, and says until when
  await secretariat.open('/insiemi-di-zone');
  await page.getByRole('link', { name: 'Zone omogenee dei referenti', exact: true }).click();
  await page
    .getByText(`31/12/${NEXT - 1}`)
    .first()
    .waitFor();
  await secretariat.leave();
});

test('an automatic proposal explains itself, and two people who draw lose nothing', async () => {
  const first = await signedIn('secretariat');
  first.expectStatus(412);
  const { page } = first;
  await first.open('/insiemi-di-zone');
  await page.getByRole('link', { name: 'Zone omogenee dei referenti', exact: true }).click();
  await page.getByRole('link', { name: 'Disegna le zone' }).click();
  await saveAs(first, `${CODE}-b`);
  const path = new URL(page.url()).pathname;
  const second = await signedIn('secretariat');
  await second.open(path);

  await page.getByText('Proposta automatica', { exact: true }).click();
  await page.getByRole('button', { name: 'Proponi' }).click();
  await page.getByText('Le isole non si mescolano con la terraferma', { exact: false }).waitFor();
  await page.getByText('Perché ogni comune è dove è').click();
  await first.check('zone-proposal');
  await first.picture('zone-proposal');

  await second.page.getByLabel('Zona di Milazzo', { exact: true }).selectOption('Z1');
  await second.page.getByRole('button', { name: 'Salva il disegno' }).click();
  await second.page.getByText('Disegno salvato').waitFor();
  await page.getByRole('button', { name: 'Salva il disegno' }).click();
  await page.getByRole('dialog', { name: 'Qualcun altro ha salvato un altro disegno' }).waitFor();
  await first.check('zone-design-conflict');
  await page.getByRole('button', { name: 'Salva il mio' }).click();
  await page.getByText('Disegno salvato').waitFor();
  await second.leave();
  await first.leave();
});
