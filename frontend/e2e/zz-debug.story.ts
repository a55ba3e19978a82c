import { test } from 'vitest';
import { signedIn } from './kit/visitor';

test('debug', async () => {
  const rpct = await signedIn('rpct');
  rpct.page.on('pageerror', (e) => console.log('ERR', e.message, e.stack?.slice(0, 600)));
  rpct.page.on('console', (m) => console.log('CON', m.text().slice(0, 300)));
  for (const [name, path] of [
    ['quadro', '/quadro'],
    ['quadro-m', '/quadro/083049'],
    ['registro', '/registro/083049'],
    ['registri', '/registro'],
    ['home', '/home'],
  ] as const) {
    await rpct.page.goto(path);
    await rpct.page.waitForTimeout(2500);
    for (const width of [1280, 360]) {
      await rpct.page.setViewportSize({ width, height: 900 });
      await rpct.page.waitForTimeout(300);
      await rpct.page.screenshot({ path: `/tmp/s6/${name}-${width}.png`, fullPage: name !== 'registro' });
    }
    await rpct.page.setViewportSize({ width: 1280, height: 900 });
  }
}, 120000);
