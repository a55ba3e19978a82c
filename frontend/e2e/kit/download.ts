import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';

/** The file that a button of the page makes; a document as PDF takes the server a while. */
export async function downloaded(page: Page, button: string): Promise<{ name: string; body: Buffer }> {
  const [download] = await Promise.all([
    page.waitForEvent('download', { timeout: 60_000 }),
    page.getByRole('button', { name: button, exact: true }).click(),
  ]);
  return { name: download.suggestedFilename(), body: await readFile(await download.path()) };
}
