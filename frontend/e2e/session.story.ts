import { expect, test } from 'vitest';
import { accounts } from './kit/accounts';
import { signedIn, signIn, visitor } from './kit/visitor';

test('a page of the restricted area asks to sign in and comes back to it', async () => {
  const referent = await visitor();
  await referent.open('/fabbisogni?priority=high');
  expect(referent.page.url()).toContain('/accedi?dopo=');
  await signIn(referent.page, accounts.referent);
  await referent.page.waitForURL('**/fabbisogni?priority=high');
  await referent.page.getByRole('heading', { level: 1, name: 'Fabbisogni formativi' }).waitFor();
  await referent.leave();
});

test('a wrong password is told without saying which part is wrong', async () => {
  const stranger = await visitor();
  stranger.expectStatus(401);
  await stranger.open('/accedi');
  await signIn(stranger.page, accounts.referent, 'non è questa');
  await stranger.page.getByRole('alert').waitFor();
  await stranger.check('login-refused');
  await stranger.leave();
});

test('an empty form leads to its fields', async () => {
  const person = await visitor();
  await person.open('/accedi');
  await person.page.getByRole('button', { name: 'Accedi', exact: true }).click();
  await person.page.getByRole('button', { name: 'Password: Campo obbligatorio' }).click();
  expect(await person.page.locator(':focus').getAttribute('type')).toBe('password');
  await person.check('login-empty');
  await person.leave();
});

test('a reload keeps the session, leaving ends it', async () => {
  const referent = await signedIn('referent');
  await referent.check('personal-home');
  await referent.page.reload();
  await referent.settled();
  await referent.page.locator('.account-toggle').waitFor();
  await referent.open('/home');
  await referent.page.locator('.account-toggle').click();
  await referent.check('account-menu');
  await referent.page.getByRole('button', { name: 'Esci', exact: true }).click();
  await referent.page
    .getByRole('link', { name: /Accedi/ })
    .first()
    .waitFor();
  await referent.open('/home');
  expect(referent.page.url()).toContain('/accedi');
  await referent.leave();
});

test('on a telephone a referent sees what to do next, and does it', async () => {
  const referent = await signedIn('referent', 360);
  const { page } = referent;
  await page.getByRole('heading', { name: 'I tuoi comuni' }).waitFor();
  await referent.picture('telephone');
  const next = page.getByRole('table', { name: 'I tuoi comuni' }).locator('.dues a').first();
  const address = (await next.getAttribute('href'))!;
  await next.click();
  await page.waitForURL(`**${address}`);
  await referent.settled();
  await page.locator('main .details, main tbody tr, main form').first().waitFor();
  await referent.check('next-step');
  await referent.leave();
});

test('a referent looks at their own access', async () => {
  const referent = await signedIn('referent');
  for (const part of ['', '?scheda=sessioni', '?scheda=token']) {
    await referent.follow(`/profilo${part}`);
    await referent.check(`profile${part.replace(/\W/g, '-')}`);
  }
  await referent.leave();
});
