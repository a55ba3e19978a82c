import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Plugin } from 'vite';

const ID = 'virtual:sprite';
const all = createRequire(import.meta.url).resolve('bootstrap-italia/dist/svg/sprites.svg');

/** Serves a sprite with only the icons that `listPath` names; the kit's own weighs 94 KB. */
export function sprite(listPath: string): Plugin {
  let building = false;
  const make = () => {
    const source = readFileSync(all, 'utf8');
    const symbols = [...readFileSync(listPath, 'utf8').matchAll(/'(it-[a-z0-9-]+)'/g)].map(([, name]) => {
      const symbol = source.match(new RegExp(`<symbol[^>]*\\bid="${name}"[\\s\\S]*?</symbol>`))?.[0];
      if (!symbol) throw new Error(`bootstrap-italia has no icon ${name}`);
      return symbol;
    });
    return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>`;
  };
  return {
    name: 'icon-sprite',
    configResolved(config) {
      building = config.command === 'build';
    },
    resolveId: (id) => (id === ID ? `\0${ID}` : null),
    load(id) {
      if (id !== `\0${ID}`) return null;
      if (!building) return `export default '/sprite.svg'`;
      const ref = this.emitFile({ type: 'asset', name: 'sprite.svg', source: make() });
      return `export default import.meta.ROLLUP_FILE_URL_${ref}`;
    },
    configureServer(server) {
      server.middlewares.use('/sprite.svg', (_request, response) => {
        response.setHeader('Content-Type', 'image/svg+xml');
        response.end(make());
      });
    },
  };
}
