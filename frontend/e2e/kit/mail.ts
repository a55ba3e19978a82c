import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';

const WAIT_MS = 15_000;

/** The path, with its token, of the newest link sent to an address; waits for the job that sends it. */
export async function linkSentTo(address: string, after = 0): Promise<string> {
  const dir = inject('mailDir');
  for (const until = Date.now() + WAIT_MS; Date.now() < until; ) {
    const letters = readdirSync(dir)
      .sort()
      .map((name) =>
        readFileSync(join(dir, name), 'utf8')
          .replace(/=\r?\n/g, '')
          .replaceAll('=3D', '='),
      )
      .filter((text) => text.includes(address));
    const link = letters
      .slice(after)
      .at(-1)
      ?.match(/\/imposta-password#token=[\w.~-]+/)?.[0];
    if (link) return link;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`no letter to ${address} in ${dir}`);
}
