import { expect, test } from 'vitest';
import type { Role } from './kit/accounts';
import { signedIn, type Visitor } from './kit/visitor';

const LISTS = [
  '/comuni',
  '/zone',
  '/insiemi-di-zone',
  '/referenti',
  '/incarichi',
  '/convenzioni',
  '/rischi',
  '/rischi?vista=local',
  '/comportamenti',
  '/fabbisogni',
  '/documenti',
];
const STALE = '"0"';

/** The pages a page leads to, of this site. */
const linksOf = ({ page }: Visitor) =>
  page
    .locator('header a[href^="/"], main a[href^="/"]')
    .evaluateAll((links) => [...new Set(links.map((a) => a.getAttribute('href')!.split('#')[0]!))]);

/** Opens a page that this person was offered: nothing on it may be refused, nor missing. A 403 is a console error. */
async function openOffered(person: Visitor, address: string) {
  await person.follow(address);
  const heading = await person.page.locator('main h1').textContent();
  expect(heading, address).not.toBe('Pagina non trovata');
  expect(await person.page.locator('.notice.danger').count(), `a refusal at ${address}`).toBe(0);
  const closed = ['Non puoi modificare questi dati.', 'Il tuo incarico non prevede questa operazione.'];
  for (const words of closed)
    expect(await person.page.getByText(words).count(), `${address}: ${words}`).toBe(0);
}

/**
 * Presses every button of a row that changes its state, with an If-Match that no row has: the server must answer that
 * the row has changed, never that this person may not.
 */
async function pressAll({ page, expectStatus }: Visitor) {
  expectStatus(412);
  for (const button of await page.locator('.page-actions button').all()) {
    await button.click();
    const dialog = page.locator('dialog[open]');
    const reason = dialog.locator('textarea');
    if (await reason.count()) await reason.fill('Prova dei permessi');
    const answer = page.waitForResponse((response) => response.request().method() !== 'GET');
    await dialog.locator('button[type=submit]').click();
    const got = await answer;
    // An invitation goes out whatever the version.
    const fine = got.url().endsWith('/invitation') ? 204 : 412;
    expect(got.status(), `${got.request().method()} ${got.url()}`).toBe(fine);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  }
}

test.each([
  'secretariat',
  'coordinator',
  'rpct',
  'secretary',
  'commissioner',
  'referent',
  'observer',
] as Role[])('whatever %s is offered, the server grants', async (role) => {
  const person = await signedIn(role);
  await person.page.route('**/api/v1/**', (route) => {
    const headers = route.request().headers();
    return route.continue('if-match' in headers ? { headers: { ...headers, 'if-match': STALE } } : {});
  });
  const offered = await linksOf(person);
  const menu = LISTS.filter(
    (list) =>
      offered.includes(list.split('?')[0]!) ||
      list.startsWith('/inc') ||
      list.startsWith('/conv') ||
      list.startsWith('/ins'),
  );
  const seen = new Set<string>(['/home']);
  for (const address of offered.filter((one) => !LISTS.includes(one))) {
    seen.add(address);
    await openOffered(person, address);
  }
  for (const list of menu) {
    if (['/incarichi', '/convenzioni'].includes(list) && !offered.includes('/referenti')) continue;
    await openOffered(person, list);
    const path = list.split('?')[0]!;
    const create = person.page.locator(`.page-actions a[href="${path}/nuovo"]`);
    const toCreate = (await create.count()) > 0;
    const row = person.page.locator('tbody th a').last(); // the first ones are being written by other stories
    const first = (await row.count()) > 0 ? await row.getAttribute('href') : null;
    if (toCreate && !seen.has(`${path}/nuovo`)) await openOffered(person, `${path}/nuovo`);
    seen.add(`${path}/nuovo`);
    if (!first) continue;
    await openOffered(person, first);
    await pressAll(person);
    for (const address of (await linksOf(person)).filter(
      (one) => one.startsWith(`${first}?`) || one.startsWith(`${first}/`),
    )) {
      await openOffered(person, address);
    }
  }
  await person.leave();
});

test('a coordinator is offered the registers of the zone, and no others', async () => {
  const coordinator = await signedIn('coordinator');
  await openOffered(coordinator, '/registro');
  const registers = coordinator.page.locator('tbody th a');
  const all = await registers.evaluateAll((links) => links.map((a) => a.getAttribute('href')!));
  expect(all.length).toBeGreaterThan(0);
  for (const register of [all[0]!, all.at(-1)!]) await openOffered(coordinator, register);
  await openOffered(coordinator, '/valutazioni?vista=mappa');
  await coordinator.leave();
});

test('what a person may not read is not there, and the server is not even asked', async () => {
  const observer = await signedIn('observer');
  for (const address of ['/fabbisogni', '/referenti', '/incarichi', '/convenzioni', '/fabbisogni/nuovo']) {
    await observer.follow(address);
    await observer.page.getByRole('heading', { name: 'Pagina non trovata' }).waitFor();
  }
  for (const address of [
    '/rischi/nuovo',
    '/comuni/nuovo',
    '/zone/nuovo',
    '/insiemi-di-zone/1/disegno',
    '/quadro/083049',
  ]) {
    await observer.follow(address);
    await observer.page.getByText('Il tuo incarico non prevede questa operazione.').waitFor();
  }
  await observer.leave();
});
