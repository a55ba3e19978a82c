import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import { expectFocusRing, signedIn, visitor } from './kit/visitor';

test('every page a citizen may open is accessible and fits a telephone', async () => {
  const citizen = await visitor();
  await citizen.open('/');
  await citizen.check('public-home');
  await citizen.picture('home');
  for (const [name, path] of [
    ['login', '/accedi'],
    ['forgot-password', '/recupera-password'],
    ['accessibility', '/accessibilita'],
    ['privacy', '/privacy'],
    ['legal-notes', '/note-legali'],
    ['sitemap', '/mappa-del-sito'],
    ['not-found', '/non-esiste'],
    ['municipality-public', '/comuni/083049'],
    ['organisation-public', '/organigramma'],
    ['path-public', '/percorso'],
  ] as const) {
    await citizen.follow(path);
    await citizen.check(name);
  }
  await citizen.open('/imposta-password#token=abc');
  await citizen.check('set-password');
  await citizen.leave();
});

test('the keyboard sees where it is, and skips to the content', async () => {
  const citizen = await visitor();
  await citizen.open('/');
  await citizen.page.keyboard.press('Tab');
  await expectFocusRing(citizen.page);
  expect(await citizen.page.locator(':focus').textContent()).toBe('Vai al contenuto principale');
  await citizen.page.keyboard.press('Enter');
  expect(await citizen.page.evaluate(() => document.activeElement?.id)).toBe('contenuto');
  await citizen.leave();
});

test('the map is walked with the arrows, changes shape and leads to a municipality', async () => {
  const citizen = await visitor();
  const { page } = citizen;
  await citizen.open('/');
  await page.getByRole('button', { name: 'Mappa schematica' }).click();
  await citizen.check('public-map');
  await page.getByRole('link', { name: /^Milazzo: / }).focus();
  await page.locator('.map-here', { hasText: /^Milazzo: / }).waitFor();
  await citizen.picture('map', page.locator('.beside'));
  await page.keyboard.press('ArrowLeft');
  const here = (await page.locator('.map-here').textContent())!;
  expect(here).not.toMatch(/^Milazzo/);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/comuni\/\d{6}$/);
  await page.getByRole('heading', { level: 1, name: here.split(':')[0]! }).waitFor();
  await citizen.leave();
});

test('on a telephone the menu opens, closes with Escape and leads on', async () => {
  const citizen = await visitor(360);
  await citizen.open('/accedi');
  const menu = citizen.page.getByRole('button', { name: 'Mostra o nascondi la navigazione' });
  await menu.click();
  await citizen.page.getByRole('link', { name: 'La rete', exact: true }).last().waitFor();
  await citizen.page.keyboard.press('Escape');
  expect(await menu.getAttribute('aria-expanded')).toBe('false');
  await citizen.leave();
});

test('the groups of the menu stand as its links do, and the keyboard that leaves the menu shuts it', async () => {
  const rpct = await signedIn('rpct', 360);
  const { page } = rpct;
  const menu = page.getByRole('button', { name: 'Mostra o nascondi la navigazione' });
  await menu.click();
  const look = (of: Locator) =>
    of.evaluate((element) => {
      const { color, fontWeight, borderBottomWidth } = getComputedStyle(element);
      return { color, fontWeight, borderBottomWidth };
    });
  const group = page.locator('#menu .nav-group').last();
  const link = page.locator('#menu a.nav-link').last();
  expect(await look(group)).toEqual(await look(link));
  await group.click();
  await rpct.check('menu-drawer');
  await link.focus();
  await page.keyboard.press('Tab');
  expect(await menu.getAttribute('aria-expanded')).toBe('false');
  await rpct.leave();
});

test('links to the legal pages carry the marks the law looks for', async () => {
  const citizen = await visitor();
  await citizen.open('/');
  for (const element of ['accessibility-link', 'privacy-policy-link', 'legal-notes-link']) {
    expect(await citizen.page.locator(`footer [data-element="${element}"]`).count()).toBe(1);
  }
  await citizen.leave();
});
