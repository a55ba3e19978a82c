import { expect, inject, test } from 'vitest';
import { linkSentTo } from './kit/mail';
import { signedIn, signIn, visitor } from './kit/visitor';

const EMAIL = `nuova.${Date.now()}@example.org`;
const FIRST = 'tre gabbiani sopra il castello';
const SECOND = 'quattro limoni sul davanzale blu';

// A server that is not ours keeps its letters to itself.
const own = test.skipIf(!inject('mailDir'));

async function choose(link: string, password: string, name: string) {
  const person = await visitor();
  const { page } = person;
  await person.open(link);
  await page.getByLabel('Nuova password').fill('corta');
  await page.getByLabel('Ripeti la password').fill('diversa');
  await page.getByRole('button', { name: 'Salva la password' }).click();
  await page.getByText('Le due password non coincidono').first().waitFor();
  await page.getByLabel('Nuova password').fill(password);
  await page.getByLabel('Ripeti la password').fill(password);
  await person.check(name);
  await page.getByRole('button', { name: 'Salva la password' }).click();
  await page.getByText('Password salvata').waitFor();
  await page.getByRole('link', { name: 'Accedi', exact: true }).first().click();
  await signIn(page, EMAIL, password);
  await page.waitForURL('**/home');
  return person;
}

own('the secretariat registers a person, gives a mandate and invites; the person enters', async () => {
  const secretariat = await signedIn('secretariat');
  const { page } = secretariat;
  await secretariat.follow('/referenti/nuovo');
  await page.getByLabel('Nome', { exact: false }).first().fill('Nuova');
  await page.getByLabel('Cognome').fill('Persona');
  await page.getByLabel('E-mail d’ufficio').fill(EMAIL);
  await page.getByRole('button', { name: 'Salva' }).click();
  await page.getByRole('link', { name: 'Nuovo incarico' }).click();
  await page.getByRole('heading', { level: 1, name: 'Nuovo incarico' }).waitFor();
  await page.locator('select[name="role"]').selectOption('referent');
  await page.locator('select[name="municipality"]').selectOption({ label: 'Alì' });
  await page.getByRole('checkbox', { name: /Sostituto/ }).check();
  await page.locator('input[name="from"]').fill('2026-01-01');
  await page.getByRole('button', { name: 'Salva' }).click();
  await page.getByRole('heading', { level: 1, name: 'Referente comunale: Nuova Persona, Alì' }).waitFor();
  await page.locator('main').getByRole('link', { name: 'Nuova Persona' }).click();
  await page.getByRole('button', { name: 'Invia l’invito' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Invia l’invito' }).click();
  await page.getByText('Fatto.', { exact: false }).waitFor();
  await secretariat.leave();

  const person = await choose(await linkSentTo(EMAIL), FIRST, 'invitation');
  await person.page.getByText('Lavori per il Comune di Alì.').waitFor();
  await person.leave();
});

own('a forgotten password is chosen again, and the sessions of before end', async () => {
  const before = await visitor();
  await before.open('/accedi');
  await signIn(before.page, EMAIL, FIRST);
  await before.page.waitForURL('**/home');
  const forgetful = await visitor();
  await forgetful.open('/recupera-password');
  await forgetful.page.getByLabel('Indirizzo e-mail').fill(EMAIL);
  await forgetful.page.getByRole('button', { name: 'Invia il collegamento' }).click();
  await forgetful.page.getByText('Controlla la posta').waitFor();
  await forgetful.leave();
  const person = await choose(await linkSentTo(EMAIL, 1), SECOND, 'reset');

  before.expectStatus(401);
  await before.open('/home');
  expect(before.page.url()).toContain('/accedi');
  await before.leave();
  await person.leave();
});

own('logging out everywhere ends the other devices too', async () => {
  const enter = async () => {
    const device = await visitor();
    await device.open('/accedi');
    await signIn(device.page, EMAIL, SECOND);
    await device.page.waitForURL('**/home');
    return device;
  };
  const [desk, telephone] = [await enter(), await enter()];
  await desk.follow('/profilo?scheda=sessioni');
  await desk.page.getByRole('button', { name: 'Esci da tutti i dispositivi' }).click();
  await desk.check('logout-everywhere');
  await desk.page.getByRole('dialog').getByRole('button', { name: 'Esci da tutti i dispositivi' }).click();
  await desk.page.waitForURL('**/accedi*');
  telephone.expectStatus(401);
  await telephone.open('/home');
  expect(telephone.page.url()).toContain('/accedi');
  await desk.leave();
  await telephone.leave();
});
