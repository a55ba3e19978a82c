import { test } from 'vitest';
import { signedIn } from './kit/visitor';

/** Every page that the other stories do not check on their way. */
const pages: [string, string][] = [
  ['municipalities', '/comuni'],
  ['municipality', '/comuni/083049'],
  ['municipality-officers', '/comuni/083049?scheda=incarichi'],
  ['municipality-history', '/comuni/083049?scheda=storia'],
  ['municipality-edit', '/comuni/083049/modifica'],
  ['municipality-profile', '/comuni/083049/profilo'],
  ['municipality-new', '/comuni/nuovo'],
  ['zones', '/zone'],
  ['zone-new', '/zone/nuovo'],
  ['zone-sets', '/insiemi-di-zone'],
  ['zone-set-new', '/insiemi-di-zone/nuovo'],
  ['referents', '/referenti'],
  ['referent-new', '/referenti/nuovo'],
  ['mandates', '/incarichi'],
  ['mandate-new', '/incarichi/nuovo'],
  ['groups', '/organigramma?vista=gruppi'],
  ['group-new', '/organigramma/nuovo'],
  ['project-members', '/componenti'],
  ['project-member-new', '/componenti/nuovo'],
  ['milestones', '/percorso?vista=elenco'],
  ['milestone-new', '/percorso/nuovo'],
  ['mandate-new-secretary', '/incarichi/nuovo?role=secretary&arrangement=convention'],
  ['conventions', '/convenzioni'],
  ['convention-new', '/convenzioni/nuovo'],
  ['municipality-disadvantage', '/comuni/083049?scheda=disagio'],
  ['settings', '/impostazioni'],
  ['protocols', '/protocollo'],
  ['protocol-new', '/protocollo/nuovo'],
  ['agreements', '/accordi'],
  ['agreement-new', '/accordi/nuovo'],
  ['risks', '/rischi'],
  ['risks-local', '/rischi?vista=local'],
  ['risk-new', '/rischi/nuovo'],
  ['evaluations-of-all', '/valutazioni'],
  ['evaluations-map', '/valutazioni?vista=mappa'],
  ['evaluations-network', '/valutazioni?vista=rete'],
  ['evaluations-year', '/valutazioni?vista=anno'],
  ['plan-confirmation-new', '/conferma-del-piano/nuovo'],
  ['measures', '/misure'],
  ['measure-new', '/misure/nuovo'],
  ['measure-adoptions', '/misure-adottate'],
  ['behaviours', '/comportamenti'],
  ['behaviour-new', '/comportamenti/nuovo'],
  ['deadlines', '/scadenze?vista=all'],
  ['deadline-new', '/scadenze/nuovo'],
  ['monitoring-rounds', '/monitoraggio'],
  ['monitoring-checks', '/verifiche'],
  ['documents', '/documenti'],
  ['document-new', '/documenti/nuovo'],
  ['search-empty', '/cerca'],
];

// In parts: on a busy machine all of them take more than one test may.
const parts = [1, 2, 3, 4].map((part) => ({ part, some: pages.filter((_, n) => n % 4 === part - 1) }));

test.each(parts)(
  'the pages of the secretariat, part $part of 4, are accessible and fit a telephone',
  async ({ some }) => {
    const secretariat = await signedIn('secretariat');
    for (const [name, path] of some) {
      await secretariat.follow(path);
      await secretariat.check(name);
      if (name === 'risks') await secretariat.picture(name);
    }
    await secretariat.leave();
  },
);

test.each([
  ['/zone', ['modifica', 'comuni']],
  ['/insiemi-di-zone', ['modifica', 'disegno', 'operativo']],
  ['/referenti', ['modifica', 'recapiti']],
  ['/incarichi', ['modifica']],
  ['/organigramma?vista=gruppi', ['modifica']],
  ['/componenti', ['modifica']],
  ['/percorso?vista=elenco', ['modifica']],
  ['/convenzioni', ['modifica']],
  ['/protocollo', []],
  ['/accordi', ['modifica']],
  ['/rischi', ['modifica', 'adotta']],
  ['/valutazioni?state=confirmed', ['trattamento', 'residuo']],
  ['/conferma-del-piano', ['modifica']],
  ['/misure', ['modifica']],
  ['/misure-adottate', ['modifica']],
  ['/comportamenti', ['modifica']],
  ['/documenti', ['modifica']],
  ['/scadenze', ['modifica']],
  ['/monitoraggio?state=open', ['modifica', 'chiusura']],
])('every page of a row of %s is accessible and fits a telephone', async (path, forms) => {
  const secretariat = await signedIn('secretariat');
  await secretariat.follow(path);
  const row = (await secretariat.page.locator('tbody th a').first().getAttribute('href'))!;
  const name = path.slice(1).replace(/\?.*/, '');
  for (const address of ['', '?scheda=storia', ...forms.map((form) => `/${form}`)]) {
    await secretariat.follow(row + address);
    await secretariat.check(`${name}${address.replace(/\W/g, '-')}`);
  }
  await secretariat.leave();
});
