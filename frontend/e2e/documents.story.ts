import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { signedIn, type Visitor, visitor } from './kit/visitor';

const demo = new URL('../../internal/seed/data/demo/files/', import.meta.url).pathname;
const file = (name: string, mimeType: string, buffer: Buffer) => ({ name, mimeType, buffer });
/** Bytes after the end of a PDF make another file of it, and say so: the signature no longer covers all. */
const signed = (text: string) =>
  Buffer.concat([
    readFileSync(join(demo, '083049-act-delibera-di-adesione.pdf')),
    Buffer.from(`%${text}\n%%EOF\n`),
  ]);

async function describe({ page }: Visitor, kind: string) {
  await page.getByLabel('Tipo').selectOption(kind);
  const own = page.locator('select[name="municipality"]');
  if ((await own.inputValue()) === '') await own.selectOption({ index: 1 });
}

test('a municipality uploads a signed act and reads who signed it', async () => {
  const rpct = await signedIn('rpct');
  const { page } = rpct;
  await rpct.open('/documenti');
  await page.getByText('Delibera di adesione alla rete').waitFor();
  await rpct.check('documents');
  await page.getByRole('link', { name: 'Carica un documento' }).click();
  await page.getByRole('heading', { level: 1, name: 'Carica un documento' }).waitFor();
  await page.getByRole('button', { name: 'Salva' }).click();
  await page.getByText('Ci sono', { exact: false }).first().waitFor();
  await rpct.check('document-incomplete');

  await describe(rpct, 'act');
  const name = `delibera-${Date.now()}.pdf`;
  await page.getByLabel('File').setInputFiles(file(name, 'application/pdf', signed(name)));
  await page.getByRole('status').filter({ hasText: name }).waitFor();
  await rpct.check('document-chosen');
  await page.getByRole('button', { name: 'Salva' }).click();
  await page.waitForURL(/\/documenti\/\d+$/);
  await page.getByRole('heading', { name: 'Lucia Esempio' }).waitFor();
  await page.getByText('Il contenuto è quello firmato').waitFor();
  await page.getByText('Catena di fiducia non verificata').waitFor();
  await page.getByText('Una versione precedente', { exact: false }).waitFor();
  await rpct.check('document');
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Scarica il file' }).click();
  expect((await saved).suggestedFilename()).toBe(name);

  await page.getByRole('link', { name: 'Storia' }).click();
  await page.getByRole('heading', { name: 'Creazione' }).waitFor();
  await rpct.check('document-history');
  await page.getByRole('link', { name: 'Modifica' }).click();
  await page.getByLabel('Titolo').fill('Delibera corretta');
  await rpct.check('document-edit');
  await page.getByRole('button', { name: 'Salva' }).click();
  await page.waitForURL(/\/documenti\/\d+$/);
  await page.getByRole('button', { name: 'Archivia' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Motivo').fill('Caricata due volte');
  await rpct.check('document-archive');
  await dialog.getByRole('button', { name: 'Archivia' }).click();
  await page.waitForURL('**/documenti');
  await rpct.leave();
});

test('a renamed program is recognised by its content', async () => {
  const rpct = await signedIn('rpct');
  const { page } = rpct;
  rpct.expectStatus(422);
  await rpct.open('/documenti/nuovo');
  await describe(rpct, 'act');
  const program = Buffer.concat([Buffer.from('MZ\x90\x00', 'latin1'), Buffer.alloc(4096)]);
  await page.getByLabel('File').setInputFiles(file('delibera.pdf', 'application/pdf', program));
  await page.getByRole('button', { name: 'Salva' }).click();
  await page.getByText('programma eseguibile di Windows', { exact: false }).first().waitFor();
  await rpct.check('document-refused');
  // what is too large is told before anything is sent
  await page
    .getByLabel('File')
    .setInputFiles(file('grande.pdf', 'application/pdf', Buffer.alloc(26 * 1024 * 1024)));
  await page.getByText('Il file è troppo grande', { exact: false }).waitFor();
  await rpct.leave();
});

test('a container shows what is in it, and gives it', async () => {
  const secretariat = await signedIn('secretariat');
  const { page } = secretariat;
  await secretariat.open('/documenti?q=revisori');
  await page.locator('tbody th a').first().click();
  await page.getByRole('heading', { name: 'Carlo Esempio' }).waitFor();
  await secretariat.check('document-container');
  const inner = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Scarica il documento nella busta' }).click();
  expect((await inner).suggestedFilename()).toBe('parere-dei-revisori.pdf');
  await secretariat.leave();
});

test('a slow upload shows how far it is, and can be stopped', async () => {
  const rpct = await signedIn('rpct');
  const { page } = rpct;
  await rpct.open('/documenti/nuovo');
  await describe(rpct, 'act');
  const pdf = Buffer.concat([
    Buffer.from('%PDF-1.7\n'),
    Buffer.alloc(4 * 1024 * 1024),
    Buffer.from('\n%%EOF\n'),
  ]);
  await page.getByLabel('File').setInputFiles(file('lento.pdf', 'application/pdf', pdf));
  const line = await page.context().newCDPSession(page);
  await line.send('Network.enable');
  const kilobytes = 1024 * 128;
  await line.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 20,
    downloadThroughput: kilobytes,
    uploadThroughput: kilobytes,
  });
  await page.getByRole('button', { name: 'Salva' }).click();
  await page.getByRole('progressbar', { name: 'Invio di lento.pdf' }).waitFor();
  await rpct.check('document-sending');
  await page.getByRole('button', { name: 'Interrompi l’invio' }).click();
  await page.getByText('Hai interrotto l’invio', { exact: false }).waitFor();
  await rpct.leave();
});

test('a file can be dropped', async () => {
  const rpct = await signedIn('rpct');
  const { page } = rpct;
  await rpct.open('/documenti/nuovo');
  const dropped = await page.evaluateHandle(() => {
    const data = new DataTransfer();
    data.items.add(new File(['%PDF-1.7\n%%EOF\n'], 'trascinato.pdf', { type: 'application/pdf' }));
    return data;
  });
  await page.locator('.file-drop').dispatchEvent('drop', { dataTransfer: dropped });
  await page.getByRole('status').filter({ hasText: 'trascinato.pdf' }).waitFor();
  await page.getByRole('button', { name: 'Togli' }).click();
  expect(await page.getByText('trascinato.pdf').count()).toBe(0);
  await rpct.leave();
});

test('what is public is read without signing in', async () => {
  const secretariat = await signedIn('secretariat');
  await secretariat.open('/documenti?sharing=public');
  const path = (await secretariat.page.locator('tbody th a').first().getAttribute('href'))!;
  const anyone = await visitor();
  await anyone.open('/');
  const id = path.split('/').pop();
  const answer = await anyone.page.request.get(`/api/v1/documents/${id}/content`);
  expect(answer.status()).toBe(200);
  expect(answer.headers()['content-disposition']).toContain('attachment');
  await secretariat.leave();
  await anyone.leave();
});
