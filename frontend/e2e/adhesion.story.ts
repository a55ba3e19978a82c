import { readFileSync } from 'node:fs';
import { expect, inject, test } from 'vitest';
import { linkSentTo } from './kit/mail';
import { signedIn, signIn, visitor } from './kit/visitor';

const CAPRI = '/adesioni/083010';
const REFERENT = `lucia.ferrara${Date.now() % 100_000}@example.org`;
const PHRASE = 'sette lampare al largo di Capo Calavà';
const SIGNED = new URL(
  '../../internal/seed/data/demo/files/083049-act-delibera-di-adesione.pdf',
  import.meta.url,
).pathname;

test('the secretariat looks at the board, writes to those who are late, and nobody twice', async () => {
  const secretariat = await signedIn('secretariat');
  const { page } = secretariat;
  await page.getByRole('link', { name: /adesioni sono in corso$/ }).click();
  await page.waitForURL('**/adesioni?*');
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

  // what left by certified mail is marked, one, then several
  await page
    .getByRole('button', { name: /^Segna inviata / })
    .first()
    .click();
  await dialog.getByLabel('Numero di protocollo').fill('51230');
  await dialog.getByLabel('Data di protocollo').fill('2099-01-01');
  secretariat.expectStatus(422);
  await dialog.getByRole('button', { name: 'Segna inviate' }).click();
  await dialog.getByText('La data non può essere nel futuro').first().waitFor();
  await secretariat.check('dispatch-dialog');
  await dialog.getByLabel('Data di protocollo').fill(TODAY);
  await dialog.getByRole('button', { name: 'Segna inviate' }).click();
  await page.getByText('La lettera è segnata come inviata.').waitFor();
  await page.getByText(/Partita: prot\. 51230 del /).waitFor();
  const boxes = page.getByRole('checkbox', { name: /^Scegli la lettera per / });
  await boxes.nth(0).check();
  await boxes.nth(1).check();
  await secretariat.check('reminder-run-marking');
  await page.getByRole('button', { name: 'Segna come inviate le 2 lettere scelte' }).click();
  await dialog.getByLabel('Numero di protocollo').fill('51231');
  await dialog.getByRole('button', { name: 'Segna inviate' }).click();
  await page.getByText('2 lettere sono segnate come inviate.').waitFor();
  await page
    .getByText(/Partita: prot\. 51231 del /)
    .nth(1)
    .waitFor();

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
  await page.setViewportSize({ width: 360, height: 740 });
  await secretariat.open(`${CAPRI}?scheda=storia`);
  const tab = (await page.locator('.tabs [aria-current]').boundingBox())!;
  expect(tab.x + tab.width, 'the chosen tab is in sight').toBeLessThanOrEqual(360);
  await page.setViewportSize({ width: 1280, height: 900 });

  await secretariat.open(`${CAPRI}/modifica`);
  await page.getByLabel('Settore proponente').fill('Area affari generali');
  await page.getByRole('button', { name: 'Salva' }).click();
  await page.getByRole('heading', { name: 'Adesione di Capri Leone' }).waitFor();
  await secretariat.open(`${CAPRI}?scheda=atto`);
  await page.getByText('Area affari generali').waitFor();

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
  await page.getByLabel('Strumento').selectOption('mayor_decree');
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

const TODAY = new Date().toLocaleDateString('en-CA', { timeZone: 'Europe/Rome' });
const later = (days: number) => new Date(Date.parse(TODAY) + days * 86_400_000).toISOString().slice(0, 10);
const own = test.skipIf(inject('mailDir') === '');

own(
  'the decree is signed and sent, the protocol signed: the municipality is in, and its referent enters',
  async () => {
    const secretariat = await signedIn('secretariat');
    const { page } = secretariat;
    const take = async (action: string, values: Record<string, string>, next: string) => {
      await secretariat.open(`${CAPRI}/passo?azione=${action}`);
      for (const [name, value] of Object.entries(values)) {
        const field = page.locator(`main [name="${name}"]`);
        if ((await field.evaluate((element) => element.tagName)) === 'SELECT')
          await field.selectOption(value);
        else await field.fill(value);
      }
      await page.getByRole('button', { name: 'Salva' }).click();
      await page.getByRole('heading', { name: next }).waitFor();
    };
    const put = async (kind: string) => {
      await secretariat.open(`${CAPRI}?scheda=documenti`);
      await page.getByLabel('Che cosa è').selectOption(kind);
      const buffer = Buffer.concat([readFileSync(SIGNED), Buffer.from(`%${kind}\n%%EOF\n`)]);
      await page
        .getByLabel('File firmato')
        .setInputFiles({ name: `${kind}.pdf`, mimeType: 'application/pdf', buffer });
      await page.getByRole('button', { name: 'Carica', exact: true }).click();
      await page.getByText('Caricato «').first().waitFor();
      await page.locator('tbody tr').filter({ hasText: kind }).waitFor();
    };
    await take(
      'adoption',
      { 'act.kind': 'mayor_decree', 'act.number': '14', 'act.date': TODAY },
      'Prossimo passo: Pubblicazione all’albo',
    );
    await take(
      'publication',
      { 'publication.albo_number': '231', 'publication.from': TODAY, 'publication.to': later(14) },
      'Prossimo passo: Esecutività',
    );
    await take(
      'enforceability',
      { 'publication.enforceable_from': TODAY, 'publication.enforceable_reason': 'monocratic' },
      'Prossimo passo: Trasmissione via PEC',
    );
    await page.getByText("Carica l'atto firmato", { exact: false }).waitFor();
    await put('act');
    await take(
      'transmission',
      { 'transmission.number': '3312', 'transmission.date': TODAY },
      'Prossimo passo: Firma del protocollo',
    );
    await put('protocol');
    await secretariat.open(`${CAPRI}/passo?azione=signature`);
    await secretariat.check('adhesion-signature');
    await take(
      'signature',
      {
        'signature.signatory_name': 'Sindaca di Capri Leone',
        'signature.signatory_quality': 'Sindaca',
        'signature.signature_type': 'digital',
        'signature.signed_on': TODAY,
        on: TODAY,
      },
      'Prossimo passo: Ingresso nella rete',
    );
    await take('membership', { on: TODAY }, 'Prossimo passo: Designazione del referente');
    await secretariat.open(`${CAPRI}/passo?azione=designation`);
    await secretariat.check('adhesion-designation');
    await take(
      'designation',
      {
        'designation.given_name': 'Lucia',
        'designation.family_name': 'Ferrara',
        'designation.office_email': REFERENT,
        'designation.act_kind': 'Nota del RPCT',
        'designation.from': TODAY,
        on: TODAY,
      },
      'Prossimo passo: Avvio',
    );
    await secretariat.open('/adesioni?vista=map');
    await page.getByRole('link', { name: 'Capri Leone: Referente designato, da oggi' }).waitFor();
    await secretariat.leave();

    const referent = await visitor();
    await referent.open(await linkSentTo(REFERENT));
    await referent.page.getByLabel('Nuova password').fill(PHRASE);
    await referent.page.getByLabel('Ripeti la password').fill(PHRASE);
    await referent.page.getByRole('button', { name: 'Salva la password' }).click();
    await referent.page.getByText('Password salvata').waitFor();
    await referent.page.getByRole('link', { name: 'Accedi', exact: true }).first().click();
    await signIn(referent.page, REFERENT, PHRASE);
    await referent.page.waitForURL('**/home');
    await referent.page.getByText('Lavori per il Comune di Capri Leone.').waitFor();
    await referent.open(CAPRI);
    await referent.page.getByRole('heading', { name: 'Prossimo passo: Avvio' }).waitFor();
    await referent.leave();
  },
);
