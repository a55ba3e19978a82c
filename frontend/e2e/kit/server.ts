import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    baseUrl: string;
    /** Where the server writes its mail; '' when it is not ours to read. */
    mailDir: string;
  }
}

const root = new URL('../../../', import.meta.url).pathname;
const READY_MS = 180_000;

/** The stories' server: E2E_BASE_URL, or a new one with the demo data in a directory that goes away. */
export default async function setup(project: TestProject) {
  const given = process.env.E2E_BASE_URL;
  if (given) {
    project.provide('baseUrl', given.replace(/\/$/, ''));
    project.provide('mailDir', process.env.E2E_MAIL_DIR ?? '');
    return;
  }
  const binary = join(root, 'bin/api');
  const web = join(root, 'frontend/dist');
  for (const needed of [binary, join(web, 'index.html')]) {
    if (!existsSync(needed)) throw new Error(`${needed} is missing: build the server and the SPA first`);
  }
  const data = mkdtempSync(join(tmpdir(), 'comunita-e2e-'));
  const port = await freePort();
  const baseUrl = `http://127.0.0.1:${port}`;
  const server = spawn(binary, ['serve', '--demo'], {
    env: {
      ...process.env,
      DATABASE_URL: '',
      COMUNITA_DATA_DIR: data,
      COMUNITA_ADDR: `127.0.0.1:${port}`,
      COMUNITA_BASE_URL: baseUrl,
      COMUNITA_WEB_DIR: web,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log: string[] = [];
  for (const stream of [server.stdout, server.stderr]) stream.on('data', (chunk) => log.push(String(chunk)));
  try {
    await ready(`${baseUrl}/readyz`, server);
  } catch (error) {
    console.error(log.join('').slice(-8000));
    throw error;
  }
  project.provide('baseUrl', baseUrl);
  project.provide('mailDir', join(data, 'mail'));
  return async () => {
    await stop(server);
    rmSync(data, { recursive: true, force: true });
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

async function ready(url: string, server: ChildProcess): Promise<void> {
  const until = Date.now() + READY_MS;
  while (Date.now() < until) {
    if (server.exitCode !== null) throw new Error(`the server stopped with code ${server.exitCode}`);
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error('the server was not ready in time');
}

function stop(server: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    server.once('exit', () => resolve());
    server.kill('SIGTERM');
  });
}
