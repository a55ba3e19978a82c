import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, chromium, type Locator, type Page, type Request } from 'playwright-core';
import { afterAll, expect, inject } from 'vitest';
import { accounts, PASSWORD, type Role } from './accounts';

const ARGS = [
  '--lang=it-IT',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const WIDTHS = [1280, 360] as const;
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'];
// The rows after the first few, and the hexagons, are made by the same lines of code.
const MORE_OF_THE_SAME = [
  'tbody tr:nth-child(n+6)',
  '.choices .check:nth-child(n+4)',
  '.map a:nth-of-type(n+6)',
];
const shots = join(new URL('../../../', import.meta.url).pathname, 'docs/screenshots');

let browser: Promise<Browser> | undefined;
const launch = () =>
  (browser ??= chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ARGS,
    env: { ...process.env, LANGUAGE: 'it' },
  }));

afterAll(async () => {
  await (await browser)?.close();
  browser = undefined;
});

export type Visitor = {
  page: Page;
  /** Waits for the page to have asked for all it shows: until then what stands first in it may still change. */
  settled: () => Promise<void>;
  /** Opens an address of the site and waits for its page. */
  open: (path: string) => Promise<void>;
  /** Goes to an address as a link of the site does, without loading the site again. */
  follow: (path: string) => Promise<void>;
  /** Accessibility and overflow, at both widths. */
  check: (name: string) => Promise<void>;
  /** With E2E_SHOTS, a picture for docs/screenshots: of what is on screen, or of one part of it. */
  picture: (name: string, part?: Locator) => Promise<void>;
  /** A refusal this story provokes: the browser logs it as an error. */
  expectStatus: (...statuses: number[]) => void;
  /** Fails when the console said anything wrong, a policy violation included. */
  leave: () => Promise<void>;
};

/** A person with a fresh browser. */
export async function visitor(width: (typeof WIDTHS)[number] = 1280): Promise<Visitor> {
  const context = await (await launch()).newContext({
    baseURL: inject('baseUrl'),
    viewport: { width, height: 900 },
    locale: 'it-IT',
    timezoneId: 'Europe/Rome',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const wrong: string[] = [];
  const expected = new Set<number>();
  const asked = new Set<Request>();
  page.on('request', (request) => asked.add(request));
  // Once answered: what nobody reads to its end, as a refusal, never counts as finished.
  page.on('response', (response) => asked.delete(response.request()));
  page.on('requestfailed', (request) => asked.delete(request));
  // Sooner than Playwright's networkidle, which waits half a second of silence on every page.
  const settled = async () => {
    await page.locator('main h1').waitFor();
    for (let quiet = 0; quiet < 3; quiet = asked.size > 0 ? 0 : quiet + 1) {
      await page.waitForTimeout(20);
      await drawn(page);
    }
    await page.locator('main .loading').first().waitFor({ state: 'detached' }); // the last of them
  };
  page.on('pageerror', (error) => wrong.push(String(error)));
  // Nothing on this site speaks through the browser's own boxes, save the one that keeps what is not saved.
  page.on('dialog', async (dialog) => {
    if (dialog.type() !== 'beforeunload') wrong.push(`dialog: ${dialog.message()}`);
    await dialog.accept();
  });
  page.on('console', (message) => {
    if (!['error', 'warning'].includes(message.type())) return;
    const status = Number(message.text().match(/responded with a status of (\d+)/)?.[1]);
    if (!expected.has(status)) wrong.push(message.text());
  });

  return {
    page,
    settled,
    open: async (path) => {
      asked.clear(); // what the page before was still asking no longer matters
      await page.goto(path);
      await settled();
    },
    follow: async (path) => {
      await page.evaluate((to) => history.pushState({}, '', to), path); // the router listens
      await page.waitForFunction((to) => location.pathname + location.search === to, path);
      await settled();
    },
    check: (name) => check(page, name, width),
    picture: async (name, part) => {
      if (!process.env.E2E_SHOTS) return;
      if (!part) await page.evaluate(() => scrollTo(0, 0));
      await (part ?? page).screenshot({ path: join(shots, `${name}.png`) });
    },
    expectStatus: (...statuses) => {
      for (const status of statuses) expected.add(status);
    },
    leave: async () => {
      await context.close();
      expect(wrong, 'console of the browser').toEqual([]);
    },
  };
}

/** On a busy machine a page that has its answers may not have drawn them yet, and so not asked for what follows. */
const drawn = (page: Page) =>
  page.evaluate(() => new Promise<void>((done) => requestAnimationFrame(() => setTimeout(done))));

/** A person who has signed in through the form. */
export async function signedIn(role: Role, width: (typeof WIDTHS)[number] = 1280): Promise<Visitor> {
  const person = await visitor(width);
  await person.open('/accedi');
  await signIn(person.page, accounts[role]);
  await person.page.waitForURL('**/home');
  await person.settled();
  return person;
}

export async function signIn(page: Page, email: string, password = PASSWORD): Promise<void> {
  await page.getByLabel('Indirizzo e-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Accedi', exact: true }).click();
}

async function check(page: Page, name: string, back: number): Promise<void> {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: width === 360 ? 740 : 900 });
    // The style sheet is the same everywhere: one page reads it for the rule that wants it.
    const axe = new AxeBuilder({ page }).options({
      preload: name === 'public-home',
      resultTypes: ['violations'],
    });
    axe.withTags(RULES).exclude(MORE_OF_THE_SAME);
    // No page has frames: the mode that does not look for them takes half the time.
    const { violations } = await axe.setLegacyMode().analyze();
    const told = violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`,
    );
    expect(told, `accessibility of ${name} at ${width}`).toEqual([]);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(over, `${name} is wider than ${width}`).toBeLessThanOrEqual(0);
  }
  await page.setViewportSize({ width: back, height: 900 });
}

/** What the keyboard reaches shows where it is: purging CSS can lose the ring while axe stays silent. */
export async function expectFocusRing(page: Page): Promise<void> {
  const shadow = () => page.evaluate(() => getComputedStyle(document.activeElement as Element).boxShadow);
  await expect.poll(shadow, { timeout: 2000 }).toContain('rgb(0, 0, 0) 0px 0px 0px 5px');
}
