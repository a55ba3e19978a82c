import { expect, test } from 'vitest';
import type { components } from '../src/api/schema';
import { apiOf } from './kit/api';
import { downloaded } from './kit/download';
import { part, sheet, textOf } from './kit/office';
import { signedIn, type Visitor } from './kit/visitor';

type Row = components['schemas']['RegisterRow'];
type Measure = components['schemas']['RegisterMeasure'];

const LENI = '083037';
const YEAR = new Date().getFullYear();
const DUE = [`${YEAR}-03-31`, `${YEAR}-09-30`, `${YEAR}-12-15`, `${YEAR}-12-20`, `${YEAR}-12-22`];
// Measures of no risk are those that another story copies to Leni.
const UNBOUND = 'Misure non legate a un singolo evento rischioso';
const WHY = 'A Leni l’ufficio ha un solo addetto & le domande «arrivano» tutte d’estate.';

/** In the register: the next event to judge, judged and confirmed where it stands. */
async function judge({ page, check }: Visitor, level: 'medium' | 'high', name?: string) {
  const next = page.getByRole('button', { name: 'Vai al prossimo da valutare' });
  await next.focus();
  await page.keyboard.press('Enter');
  const panel = page.locator('.work-panel:visible');
  await panel.getByRole('button', { name: 'Comincia la valutazione' }).click();
  await panel.getByRole('form').waitFor();
  for (let n = 1; n <= 6; n++) {
    await panel.locator(`[name="indicators.Q${n}.value"]`).nth(1).check();
    await panel.locator(`[name="indicators.Q${n}.motivation"]`).fill(`Motivo numero ${n}: ${WHY}`);
  }
  await panel.getByText('Propone, non decide', { exact: false }).waitFor();
  await panel.locator(`[name="level"][value="${level}"]`).check();
  const confirm = panel.getByRole('button', { name: 'Conferma la valutazione' });
  if (name) {
    await confirm.click(); // something is missing, and it says what
    await panel
      .getByRole('button', { name: /motiva/i })
      .first()
      .waitFor();
    await check(`${name}-missing`);
  }
  await panel.locator('[name="motivation"]').fill(WHY);
  await panel.locator('[name="evidence"]').fill('Registro dei controlli successivi');
  if (await panel.locator('[name="deviation"]').isVisible())
    await panel
      .locator('[name="deviation"]')
      .fill('Per prudenza: il responsabile è cambiato due volte in un anno.');
  await panel.getByText('Tutto salvato').waitFor();
  if (name) await check(name);
  await confirm.focus();
  await page.keyboard.press('Enter');
  await confirm.waitFor({ state: 'detached' });
}

const words: Record<string, string> = {
  low: 'BASSO',
  medium: 'MEDIO',
  high: 'ALTO',
  pna2019: 'PNA 2019, All. 1',
  general: 'generale',
  specific: 'specifica',
  planned: 'da avviare',
  in_progress: 'in corso',
};
const italian = (day: string) => day.split('-').reverse().join('/');
const word = (code = '') => (code ? (words[code] ?? `?${code}`) : '');

const head = (row: Row) => [
  row.area,
  row.area_name,
  row.process,
  row.event,
  row.factors.join('; '),
  row.method ? String(row.year) : '',
  word(row.method),
  word(row.level),
  word(row.suggested),
  row.original ?? '',
  row.indicators
    .map(
      ({ code, name, value, motivation }) =>
        `${code} ${name}: ${word(['', 'low', 'medium', 'high'][value])} (${motivation})`,
    )
    .join('; '),
  ...[row.probability, row.impact, row.score].map((number) => String(number ?? '')),
  row.motivation ?? '',
  row.evidence ?? '',
  row.deviation ?? '',
  word(row.treatment),
  word(row.residual),
];
const tail = (measure: Measure) => [
  measure.title,
  measure.type_name,
  word(measure.scope),
  measure.phases.map(({ name }, n) => `${n + 1}) ${name}`).join('; '),
  measure.phases
    .flatMap(({ due_on: due }, n) => (due ? `${n + 1}) entro il ${italian(due)}` : []))
    .join('; '),
  measure.responsible ?? '',
  measure.indicator ?? '',
  measure.target ?? '',
  word(measure.status),
  '', // nothing was monitored yet
  '',
];
/** What the sheet has to say of a register, from what the API says of it. */
const cells = (rows: Row[]) =>
  rows.flatMap((row) => {
    const measures = row.measures.length > 0 ? row.measures.map(tail) : [Array(11).fill('')];
    return measures.map((measure) => [...head(row), ...measure]);
  });

test('a secretary of three municipalities goes from an empty register to the annex of the plan', async () => {
  const secretary = await signedIn('secretary');
  const { page, check, picture } = secretary;
  await check('secretary-home');
  await picture('secretary-home');
  const door = page.getByRole('link', { name: 'Registro dei rischi: Leni' });
  await door.focus();
  await page.keyboard.press('Enter');

  await page.getByRole('heading', { name: 'Il registro è vuoto' }).waitFor();
  await check('register-empty');
  await picture('register-empty');
  await page.getByRole('link', { name: 'Apri il catalogo' }).click();
  await page.getByRole('link', { name: /^Fabbisogno di personale costruito attorno/ }).click();
  await page.getByRole('link', { name: 'Adotta per il comune' }).click();
  await page.locator('select[name="municipality"]').selectOption({ label: 'Leni' });
  await page.getByLabel('Motivazione').fill(WHY);
  await check('secretary-adopt');
  await page.getByRole('button', { name: 'Salva' }).click();
  await page.getByText('Rischio adottato', { exact: false }).waitFor();

  // to the two others: one has it already, in words of its own
  await page.getByRole('link', { name: 'Copia in altri miei comuni' }).click();
  const towns = page.getByRole('group', { name: 'In quali comuni' });
  await towns.getByRole('button').click();
  for (const name of ['Malfa', 'Santa Marina Salina']) await towns.getByLabel(name).check();
  await page.keyboard.press('Escape');
  await page
    .getByLabel('Motivazione per i rischi adottati')
    .fill('Lo stesso ufficio lavora per i tre comuni.');
  await page.getByRole('button', { name: 'Prova' }).click();
  await page.getByRole('table', { name: 'Che cosa accadrebbe' }).waitFor();
  await page.getByRole('table', { name: 'Differenze in Malfa' }).waitFor();
  await check('secretary-copy');
  await picture('secretary-copy', page.locator('main'));
  await page.getByRole('button', { name: 'Copia', exact: true }).click();
  await page.getByRole('table', { name: 'Che cosa è stato fatto' }).waitFor();

  // one more, of those that municipalities alike have
  await secretary.follow(`/registro/${LENI}`);
  await page.getByRole('link', { name: 'Aggiungi dal catalogo' }).click();
  await page.getByRole('link', { name: 'Che cosa hanno i comuni simili' }).click();
  await page
    .getByRole('link', { name: /^Adotta [A-Z]\.\d+/ })
    .first()
    .waitFor();
  await check('secretary-missing');
  await page
    .getByRole('link', { name: /^Adotta [A-Z]\.\d+/ })
    .first()
    .click();
  await page.getByLabel('Motivazione').fill('Lo hanno quasi tutti i comuni come il nostro.');
  await page.getByRole('button', { name: 'Salva' }).click();
  await page.getByRole('link', { name: 'apri il registro', exact: false }).click();

  await page.getByText('Valutazioni confermate: 0 di 2').waitFor();
  await judge(secretary, 'medium', 'secretary-judging');
  await page.getByText('Valutazioni confermate: 1 di 2').waitFor();
  await judge(secretary, 'high');
  await page.getByText('Valutazioni confermate: 2 di 2').waitFor();
  await check('secretary-judged');
  await picture('secretary-judged');

  // the adviser, and what it takes to be a measure
  await page.locator('.work-line[aria-expanded="true"]').press('ArrowUp');
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'Scegli tra le misure consigliate' }).click();
  await page
    .getByRole('button', { name: /^Adotta M\d+ per questo rischio$/ })
    .first()
    .click();
  await page.getByRole('link', { name: 'Già adottata per questo rischio: apri la misura' }).click();
  await page.getByText('4 su 5').waitFor();
  await page.getByRole('link', { name: 'Modifica' }).click();
  await page.locator('fieldset.phase').first().waitFor();
  const many = await page.locator('fieldset.phase').count();
  for (let n = 0; n < many; n++) await page.locator(`[name="phases.${n}.due_on"]`).fill(DUE[n]!);
  await page.getByRole('button', { name: 'Salva' }).click();
  await page.getByText('5 su 5').waitFor();
  await check('secretary-measure');

  await secretary.follow(`/registro/${LENI}`);
  await page.getByRole('link', { name: 'Esporta' }).click();
  await check('secretary-export');
  const { body: book } = await downloaded(page, 'Scarica in XLSX: il registro come tabella');
  const { body: annex } = await downloaded(page, 'Scarica in DOCX: il registro come allegato');

  const api = await apiOf('secretary');
  const { items } = await api.get<{ items: Row[] }>(
    `/municipalities/${LENI}/register?year=${YEAR}&limit=200`,
  );
  const told = items.filter(({ risk_id }) => risk_id);
  expect(told.map(({ state, level }) => [state, level])).toEqual([
    ['confirmed', 'medium'],
    ['confirmed', 'high'],
  ]);
  expect(told.flatMap(({ measures }) => measures).length).toBeGreaterThan(0);
  const [headings, ...all] = sheet(book);
  expect(headings).toHaveLength(30);
  const lines = all.filter(([, area]) => area !== UNBOUND);
  const wanted = cells(told);
  expect(lines).toHaveLength(wanted.length);
  for (const [n, line] of wanted.entries()) {
    for (const [at, text] of line.entries())
      expect(lines[n]![at] ?? '', `${headings![at]}, row ${n + 2}`).toBe(text);
  }
  const text = textOf(part(annex, 'word/document.xml'));
  for (const { process, event, motivation, measures } of told) {
    for (const said of [process, event, motivation!, ...measures.map(({ title }) => title)])
      expect(text).toContain(said);
  }

  await page.getByRole('link', { name: 'Registro dei rischi', exact: true }).first().click();
  await page.getByRole('link', { name: 'Santa Marina Salina', exact: true }).click();
  await page.locator('.work-line').waitFor();
  expect(await page.locator('.work-line').count()).toBe(1);
  await page.getByText('Valutazioni confermate: 0 di 1').waitFor(); // each judges for itself
  await page.getByRole('link', { name: 'Quadro', exact: true }).click();
  await page.getByRole('heading', { name: 'Il quadro di Santa Marina Salina' }).waitFor();
  await check('overview-municipality-begun');
  await secretary.follow('/comuni/083087');
  await page.getByRole('link', { name: 'Piano', exact: true }).click();
  await page.getByRole('heading', { name: 'Il piano di Santa Marina Salina' }).waitFor();
  await check('municipality-plan');
  await secretary.follow('/comuni/083049');
  expect(await page.getByRole('link', { name: 'Piano', exact: true }).count()).toBe(0); // not of theirs
  await secretary.leave();
}, 240_000);
