import { expect, test } from 'vitest';
import { apiOf } from './kit/api';
import { signedIn, visitor } from './kit/visitor';

const TODAY = new Date().toLocaleDateString('en-CA', { timeZone: 'Europe/Rome' });

test('the public home is one page of the network: map, zones, protocol, path, and no person', async () => {
  const citizen = await visitor();
  const { page } = citizen;
  await citizen.open('/');
  await page.getByRole('heading', { name: 'I comuni, zona per zona' }).waitFor();
  await page
    .getByText(/: \d+ su \d+ nella rete$/)
    .first()
    .click();
  await page.locator('details[open] tbody tr').first().waitFor();
  await page.getByRole('heading', { name: 'Il protocollo d’intesa' }).waitFor();
  await page.getByText(/, versione \d+ del /).click();
  await page.locator('.letter').waitFor();
  await page.getByRole('heading', { name: 'Il percorso', exact: true }).waitFor();
  await citizen.check('network-page');
  expect(await page.locator('main').textContent()).not.toMatch(/@/);
  await page.getByRole('link', { name: 'La pagina del protocollo' }).click();
  await page.waitForURL(/\/protocollo\/\d+$/);
  await page.locator('.letter').waitFor();
  expect(await page.getByText('Chi ha accettato questo testo').count()).toBe(0);
  await citizen.leave();
});

test('the page of the protocol tells who accepted it and who has not, and a new version starts from its text', async () => {
  const secretariat = await signedIn('secretariat');
  const { page } = secretariat;
  await secretariat.open('/protocollo');
  await page
    .getByRole('link', { name: /Protocollo d.intesa/ })
    .first()
    .click();
  await page.waitForURL(/\/protocollo\/\d+$/);
  await page.getByRole('heading', { name: 'Chi deve ancora accettarlo' }).waitFor();
  await page
    .getByRole('heading', { name: /Chi ha accettato questo testo|Nessuno, tra i comuni/ })
    .first()
    .waitFor();
  const text = (await page.locator('.letter').textContent()) ?? '';
  await secretariat.check('protocol-acceptances');
  await secretariat.open('/protocollo/nuovo');
  await expect.poll(() => page.getByLabel('Testo').inputValue()).toBe(text);
  await secretariat.leave();
});

test('the secretariat sees who has no secretary, and an agreement shows who signed', async () => {
  const secretariat = await signedIn('secretariat');
  const { page } = secretariat;
  await page
    .getByText(/comuni della rete sono senza segretario|comune della rete è senza segretario/)
    .waitFor();
  await secretariat.check('home-secretariat');
  await secretariat.open('/accordi');
  await page.locator('tbody th a').first().click();
  await page.getByRole('heading', { name: 'Chi ha firmato' }).waitFor();
  await page.locator('tbody tr').nth(3).waitFor();
  await secretariat.check('agreement-signatures');
  await secretariat.leave();
});

test('a step that has become stale keeps what was typed and shows what changed', async () => {
  const first = await signedIn('secretariat');
  const second = await signedIn('secretariat');
  for (const one of [first, second]) one.expectStatus(409, 412);
  await first.open('/adesioni?vista=table&state=interested');
  const to = (await first.page
    .locator('.data-table[aria-busy="false"] tbody th a')
    .last() // the first may be the one that joins in another story
    .getAttribute('href'))!;
  const step = `${to}/passo?azione=proposal`;
  await first.open(step);
  await first.page.locator('[name="act.proposal_number"]').fill('77');
  await first.page.locator('[name="act.kind"]').selectOption('giunta_resolution');
  await first.page.locator('[name="act.proposal_date"]').fill(TODAY);

  // Somebody completes the dossier: the step is still open.
  await second.open(`${to}/modifica`);
  await second.page.locator('[name="act.proposal_number"]').fill('12');
  await second.page.getByRole('button', { name: 'Salva' }).click();
  await second.page.waitForURL(`**${to}`);
  await first.page.getByRole('button', { name: 'Salva' }).click();
  const dialog = first.page.getByRole('dialog');
  await dialog.getByRole('group', { name: 'Numero della proposta' }).waitFor();
  await first.check('step-conflict');
  await dialog.getByRole('button', { name: 'Torna' }).click();
  expect(await first.page.locator('[name="act.proposal_number"]').inputValue()).toBe('77');

  // Somebody takes a step: this one has no place any more, and the words stay.
  await second.open(`${to}/passo?azione=refusal`);
  await second.page.locator('[name="on"]').fill(TODAY);
  await second.page.locator('[name="note"]').fill('Prova di un passo preso da altri');
  await second.page.getByRole('button', { name: 'Salva' }).click();
  await second.page.waitForURL(`**${to}`);
  await first.page.getByRole('button', { name: 'Salva' }).click();
  await dialog.getByText(/questo passo non si può più registrare/).waitFor();
  await first.check('step-moved');
  await dialog.getByRole('button', { name: 'Torna' }).click();
  expect(await first.page.locator('[name="act.proposal_number"]').inputValue()).toBe('77');
  await first.leave();
  await second.leave();
});

type Board = { items: { municipality: string }[] };

test('an annulment tells first what it undoes, and what has to be closed by hand', async () => {
  const { get } = await apiOf('secretariat');
  const { items } = await get<Board>('/adhesions?state=operational&sort=-population&limit=200');
  const last = `/adesioni/${items.at(-1)!.municipality}`;
  const secretariat = await signedIn('secretariat');
  const { page } = secretariat;
  await secretariat.open(last);
  await page.getByText(/L’accordo vale fino al \d/).waitFor();
  await secretariat.open(`${last}/passo?azione=expiry`);
  await page.locator('[name="on"]').fill(TODAY);
  await page.getByRole('button', { name: 'Salva' }).click();
  await page.getByRole('heading', { name: 'Prossimo passo: Rinnovo' }).waitFor();
  await secretariat.open(`${last}/passo?azione=annulment`);
  await page.getByText(/^Si annulla: Scadenza del /).waitFor();
  await secretariat.check('adhesion-annulment');
  await page.locator('[name="on"]').fill(TODAY);
  await page.locator('[name="note"]').fill('Prova di annullamento');
  await page.getByRole('button', { name: 'Salva' }).click();
  await page.getByRole('heading', { name: 'Nessun passo in attesa' }).waitFor();

  // a designation of the demo data, which made no mandates
  const designated = await get<Board>('/adhesions?state=referent_designated&limit=1');
  await secretariat.open(`/adesioni/${designated.items[0]!.municipality}/passo?azione=annulment`);
  await page.getByText('A questo passo non è legato nessun incarico', { exact: false }).waitFor();
  await page.getByRole('link', { name: 'Vai agli incarichi del comune' }).waitFor();
  await secretariat.leave();
});
