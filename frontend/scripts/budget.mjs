// Fails when the first load weighs more than the users' worst connections bear. Run after `npm run build`.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const dist = new URL('../dist/', import.meta.url);
const index = readFileSync(new URL('index.html', dist), 'utf8');
const files = readdirSync(new URL('assets/', dist));
const firstLoad = (extension) =>
  [...index.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)]
    .map(([, path]) => path)
    .filter((path) => path.endsWith(extension));
const gz = (paths) =>
  paths.reduce((sum, path) => sum + gzipSync(readFileSync(new URL(path, dist)), { level: 9 }).length, 0);
const KB = 1024;
const fonts = files.filter((file) => file.endsWith('.woff2'));

const budget = [
  ['JS of the first load, gzipped', gz(firstLoad('.js')), 150 * KB],
  ['CSS of the first load, gzipped', gz(firstLoad('.css')), 60 * KB],
  ['font files', fonts.length, 4],
  [
    'largest font',
    Math.max(...fonts.map((file) => statSync(new URL(`assets/${file}`, dist)).size)),
    12.5 * KB,
  ],
  [
    'largest page beyond the first load, gzipped',
    Math.max(
      0,
      ...files.filter((f) => f.endsWith('.js') && !index.includes(f)).map((f) => gz([`assets/${f}`])),
    ),
    60 * KB,
  ],
  [
    'data: URLs in CSS',
    firstLoad('.css').filter((path) => readFileSync(new URL(path, dist), 'utf8').includes('url(data:'))
      .length,
    0,
  ],
  ['inline scripts and styles', (index.match(/<style|style="|<script(?![^>]*\bsrc=)/g) ?? []).length, 0],
];

let failed = 0;
for (const [what, value, most] of budget) {
  const ok = value <= most;
  if (!ok) failed++;
  console.log(`${ok ? 'ok  ' : 'OVER'} ${what}: ${value} (at most ${most})`);
}
console.log(`${budget.length - failed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
