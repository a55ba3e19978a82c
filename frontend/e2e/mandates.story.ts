import { expect, test } from 'vitest';
import { signedIn } from './kit/visitor';

// Before the one of the demo, which another story opens as the last of the list.
const CONVENTION = 'Prova di segreteria convenzionata';

test('a secretary of three municipalities sees them all, the most urgent first, and does what is due', async () => {
  const secretary = await signedIn('secretary');
  const { page } = secretary;
  await page.getByRole('heading', { name: 'I tuoi comuni' }).waitFor();
  const rows = page.locator('main table tbody tr');
  await expect.poll(() => rows.count()).toBe(3);
  const levels = await rows.locator('.status-badge').allTextContents();
  const order = ['Urgente', 'Da fare', 'In attesa', 'In regola'];
  expect(levels).toEqual([...levels].sort((a, b) => order.indexOf(a) - order.indexOf(b)));
  expect(new Set(levels).size).toBeGreaterThan(1);
  // never by colour alone: every due says in words how urgent it is, why, and leads to where it is done
  const dues = await page.locator(`td[data-label="Che cosa c’è da fare"] li`).evaluateAll((lines) =>
    lines.map((line) => ({
      why: line.querySelector('small')?.textContent,
      where: line.querySelector('a')?.getAttribute('href'),
    })),
  );
  expect(dues.length).toBeGreaterThan(0);
  for (const { why, where } of dues) {
    expect(why).toMatch(/^(Urgente|Da fare|In attesa): ./);
    expect(where).toMatch(/^\//);
  }
  await secretary.check('home-of-a-secretary');
  await secretary.picture('home-secretary');

  await page.getByRole('button', { name: 'Solo Malfa' }).click();
  await page.getByText('Lavori per il Comune di Malfa.').waitFor();
  await page.getByRole('heading', { name: 'Che cosa fare ora' }).waitFor();
  await page.getByLabel('Comune su cui lavori').selectOption('');
  await page.getByRole('heading', { name: 'I tuoi comuni' }).waitFor();

  await secretary.follow('/comuni/083043?scheda=incarichi');
  await page.getByText('Segretario comunale, in convenzione 40%', { exact: false }).waitFor();
  await page.getByRole('link', { name: /Segreteria convenzionata/ }).click();
  await page.getByText('Completa', { exact: true }).waitFor();
  await secretary.check('convention-of-three');

  // their own index, with its components; another's is not there
  await secretary.follow('/comuni/083043?scheda=disagio');
  await page.getByRole('heading', { name: 'Indice di disagio' }).waitFor();
  await secretary.check('disadvantage-of-mine');
  await secretary.follow('/comuni/083049');
  await page.getByRole('heading', { level: 1, name: 'Milazzo' }).waitFor();
  expect(await page.getByRole('link', { name: 'Disagio', exact: true }).count()).toBe(0);
  await secretary.leave();
});

test('the secretariat writes a convention, share by share, and declares it complete', async () => {
  const secretariat = await signedIn('secretariat');
  const { page } = secretariat;
  secretariat.expectStatus(409, 422);
  await secretariat.follow('/convenzioni/nuovo');
  await page.getByLabel('Nome', { exact: false }).fill(CONVENTION);
  await page.locator('input[name="valid_from"]').fill('2026-01-01');
  await page.getByRole('button', { name: 'Salva' }).click();
  await page.getByRole('heading', { level: 1, name: CONVENTION }).waitFor();
  const convention = new URL(page.url()).pathname;

  const join = async (municipality: string, share: string) => {
    await page.getByRole('link', { name: 'Aggiungi un comune' }).click();
    await page.getByRole('heading', { level: 1, name: 'Nuovo incarico' }).waitFor();
    // the form shows what a secretary in a convention needs, and nothing else
    await page.getByLabel('Quota di tempo', { exact: false }).waitFor();
    expect(await page.locator('select[name="zone_id"]').count()).toBe(0);
    await page.locator('select[name="person"]').selectOption({ index: 3 });
    await page.locator('select[name="municipality"]').selectOption({ label: municipality });
    await page.locator('input[name="from"]').fill('2026-01-01');
    await page.locator('input[name="share_percent"]').fill(share);
    await page.getByRole('button', { name: 'Salva' }).click();
  };
  const done = async (municipality: string) => {
    await page.getByRole('heading', { level: 1, name: new RegExp(`${municipality}$`) }).waitFor();
    await secretariat.follow(convention);
  };
  const free = ['Limina', 'Moio Alcantara']; // nothing is recorded of their secretary
  await join(free[0]!, '60');
  await done(free[0]!);
  await page.getByText('Mancano 40 punti su 100', { exact: false }).waitFor();
  await secretariat.check('convention-open');
  await page.getByRole('button', { name: 'Dichiara completa' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Dichiara completa' }).click();
  await page.getByText('servono almeno due comuni', { exact: false }).waitFor();
  await page.keyboard.press('Escape');
  await join(free[1]!, '50');
  await page.getByText('restano 40 punti', { exact: false }).first().waitFor();
  await page.locator('input[name="share_percent"]').fill('40');
  await page.getByRole('button', { name: 'Salva' }).click();
  await done(free[1]!);
  await page.getByRole('button', { name: 'Dichiara completa' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Dichiara completa' }).click();
  await page.getByText('Completa', { exact: true }).waitFor();

  // a seat declared vacant has no person: the form does not ask for one
  await secretariat.follow('/incarichi/nuovo');
  await page.locator('select[name="role"]').selectOption('secretary');
  await page.locator('select[name="arrangement"]').selectOption('vacant');
  expect(await page.locator('select[name="person"]').count()).toBe(0);
  await page.locator('select[name="municipality"]').selectOption({ label: "Sant'Angelo di Brolo" });
  await page.locator('input[name="from"]').fill('2026-10-01');
  await page.getByRole('button', { name: 'Salva' }).click();
  await page.getByRole('heading', { level: 1, name: /sede vacante/ }).waitFor();
  await secretariat.check('mandate-vacant');
  await secretariat.leave();
});

test('the secretariat changes a weight and sees what it does before saving', async () => {
  const secretariat = await signedIn('secretariat');
  const { page } = secretariat;
  await page.getByRole('heading', { name: 'Adesione e partecipazione per classe di disagio' }).waitFor();
  await page.locator('.bars svg').waitFor();
  await page.getByRole('link', { name: 'Impostazioni' }).click();
  const weights = page.getByRole('region', { name: 'Indice di disagio' });
  await page.getByText('Nessun comune cambia classe.').waitFor();
  const island = page.getByLabel('Su un’isola', { exact: false });
  const before = await island.inputValue();
  await page.getByLabel('Disagio molto alto', { exact: false }).fill('14');
  await page.getByText(/comuni cambiano classe/).waitFor();
  await secretariat.check('settings-changed');
  await secretariat.picture('settings');
  await weights.getByRole('button', { name: 'Salva' }).click();
  await page.getByText('Pesi salvati', { exact: false }).waitFor();
  await page.getByText('Nessun comune cambia classe.').waitFor();
  await weights.getByRole('heading', { name: 'Storia' }).waitFor();
  await weights.locator('.history').getByText('14', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Torna ai pesi di partenza' }).click();
  await page.getByText(/comuni cambiano classe/).waitFor();
  await weights.getByRole('button', { name: 'Salva' }).click();
  await weights.locator('.history > li').nth(1).waitFor();
  expect(await island.inputValue()).toBe(before);
  await secretariat.leave();
});

test('a coordinator sees the classes, never the municipalities in them', async () => {
  const coordinator = await signedIn('coordinator');
  const { page } = coordinator;
  await page.getByRole('heading', { name: 'Adesione e partecipazione per classe di disagio' }).waitFor();
  await page.locator('.bars svg').waitFor();
  expect(await page.locator('main a[href*="disadvantage"]').count()).toBe(0);
  await coordinator.check('home-coordinator');
  await coordinator.follow('/comuni');
  expect(await page.getByText('Disagio', { exact: true }).count()).toBe(0);
  await coordinator.leave();
});
