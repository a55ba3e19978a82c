import { expect, test } from 'vitest';
import { signedIn } from './kit/visitor';

test('an RPCT reads how the network and its municipality stand', async () => {
  const rpct = await signedIn('rpct');
  await rpct.follow('/quadro');
  await rpct.page.getByRole('heading', { name: 'Quadro della rete' }).waitFor();
  await rpct.check('overview-network');
  const cut = await rpct.page
    .locator('main .data-table')
    .evaluateAll((tables) => tables.filter((table) => table.scrollHeight > table.clientHeight + 1).length);
  expect(cut, 'tables that hide rows').toBe(0);
  await rpct.picture('overview-network');
  await rpct.page
    .getByRole('link', { name: /Il quadro di/ })
    .first()
    .click();
  await rpct.page.getByText('Ultimo giro di monitoraggio').waitFor();
  await rpct.check('overview-municipality');
  const year = rpct.page.getByLabel('Anno');
  const now = await year.inputValue();
  await year.selectOption(String(Number(now) - 1));
  await rpct.page.waitForURL(/anno=/);
  await rpct.page.getByText('Ultimo giro di monitoraggio').waitFor();
  await year.selectOption(now); // and back
  await rpct.settled();
  await rpct.page.getByText('Ultimo giro di monitoraggio').waitFor();
  await rpct.picture('overview-municipality');
  expect(await rpct.page.getByRole('table').count()).toBeGreaterThan(0);
  await rpct.leave();
});

test('the secretariat reads every number, an observer none that is small', async () => {
  const secretariat = await signedIn('secretariat');
  await secretariat.follow('/quadro');
  await secretariat.page.getByText('Da segreteria vedi i numeri di adesso').waitFor();
  await secretariat.page.getByLabel('Argomento').selectOption('evaluated');
  await secretariat.page.getByRole('region', { name: /Nelle zone: Valutazioni confermate/ }).waitFor();
  await secretariat.check('overview-live');
  await secretariat.follow('/quadro/083048'); // Messina has no plan here
  await secretariat.page.getByRole('heading', { name: 'Il quadro di Messina' }).waitFor();
  expect(await secretariat.page.locator('table:not(:has(tbody tr))').count(), 'tables of nothing').toBe(0);
  await secretariat.leave();
});
