import { PurgeCSS } from 'purgecss';
import type { Plugin } from 'vite';

// A data: image would break the content security policy. The kit has them on parts we draw ourselves.
const withoutDataUrls = (css: string) => css.replace(/[\w-]+:[^;{}]*url\((["'])data:.*?\1\)[^;{}]*;?/g, '');

/** Drops the rules of the UI kit that no chunk names. State lives in attributes, which are always kept. */
export const purge = (): Plugin => ({
  name: 'purge-css',
  enforce: 'post',
  apply: 'build',
  async generateBundle(_options, bundle) {
    const outputs = Object.values(bundle);
    const content = outputs.flatMap((o) => (o.type === 'chunk' ? [{ raw: o.code, extension: 'js' }] : []));
    for (const css of outputs) {
      if (css.type !== 'asset' || !css.fileName.endsWith('.css')) continue;
      const [purged] = await new PurgeCSS().purge({
        content,
        css: [{ raw: String(css.source) }],
        defaultExtractor: (text) => text.match(/[A-Za-z0-9_-]+/g) ?? [],
        safelist: ['html', 'body', ':root'],
        dynamicAttributes: [
          'aria-current',
          'aria-invalid',
          'aria-expanded',
          'aria-busy',
          'data-label',
          'open',
          'hidden',
        ],
      });
      css.source = withoutDataUrls(purged!.css);
    }
  },
});
