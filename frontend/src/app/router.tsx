import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  notFound,
  redirect,
} from '@tanstack/react-router';
import type { ComponentType } from 'react';
import { queryClient } from '@/api/query-client';
import { loadReference } from '@/api/reference';
import { meQuery } from '@/api/session';
import { withTexts } from '@/lib/i18n';
import { parseSearch, type Search, stringifySearch } from '@/lib/url-state';
import type { ResourceFeature } from '@/resource/pages';
import { listSearch } from '@/resource/useResourceList';
import { CrashPage, NotFoundPage } from './ErrorPages';
import { Layout } from './Layout';
import { loadResource, type ResourceEntry, resources } from './resources';

const root = createRootRoute({ component: Layout, notFoundComponent: NotFoundPage });

/** Pages behind the login ask for it once, and come back where they were. */
const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  beforeLoad: async ({ location }) => {
    const me = await queryClient.ensureQueryData(meQuery);
    if (!me) throw redirect({ to: '/accedi', search: { dopo: location.href } });
  },
});

const home = withTexts(['home'], () => import('@/features/home'));
const auth = withTexts(['auth'], () => import('@/features/auth'));
const answer = withTexts(['answer'], () => import('@/features/answer'));
const legal = withTexts(['legal'], () => import('@/features/legal'));
const account = withTexts(['account', 'auth'], () => import('@/features/account'));
const settings = withTexts(['settings'], () => import('@/features/settings'));
const homogeneity = withTexts(
  ['measures'],
  async () => (await Promise.all([import('@/features/measures/HomogeneityPage'), loadReference()]))[0],
);
const gaps = withTexts(
  ['measures'],
  async () => (await Promise.all([import('@/features/measures/GapsPage'), loadReference()]))[0],
);
const search = withTexts(['search'], () => import('./SearchPage'));
const personalHome = withTexts(
  ['home', 'disadvantage'],
  async () => (await Promise.all([import('./PersonalHomePage'), loadReference()]))[0],
);
const sitemap = () => import('./SitemapPage');

const text = (from: Search, name: string) => {
  const value = from[name];
  return typeof value === 'string' ? value : undefined;
};

const open = [
  createRoute({
    getParentRoute: () => root,
    path: '/',
    component: lazyRouteComponent(home, 'PublicHomePage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/accedi',
    validateSearch: (from: Search): { dopo?: string } => ({ dopo: text(from, 'dopo') }),
    component: lazyRouteComponent(auth, 'LoginPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/recupera-password',
    component: lazyRouteComponent(auth, 'ForgotPasswordPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/imposta-password',
    component: lazyRouteComponent(auth, 'SetPasswordPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/rispondi',
    component: lazyRouteComponent(answer, 'AnswerPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/cerca',
    validateSearch: (from: Search): { q?: string } => ({ q: text(from, 'q') }),
    component: lazyRouteComponent(search, 'SearchPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/accessibilita',
    component: lazyRouteComponent(legal, 'AccessibilityPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/privacy',
    component: lazyRouteComponent(legal, 'PrivacyPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/note-legali',
    component: lazyRouteComponent(legal, 'LegalNotesPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/mappa-del-sito',
    component: lazyRouteComponent(sitemap, 'SitemapPage'),
  }),
];

const closed = [
  createRoute({
    getParentRoute: () => signedIn,
    path: '/home',
    component: lazyRouteComponent(personalHome, 'PersonalHomePage'),
  }),
  createRoute({
    getParentRoute: () => signedIn,
    path: '/profilo',
    component: lazyRouteComponent(account, 'ProfilePage'),
  }),
  createRoute({
    getParentRoute: () => signedIn,
    path: '/impostazioni',
    component: lazyRouteComponent(settings, 'SettingsPage'),
  }),
  createRoute({
    getParentRoute: () => signedIn,
    path: '/misure-omogenee',
    validateSearch: listSearch,
    component: lazyRouteComponent(homogeneity, 'HomogeneityPage'),
  }),
  createRoute({
    getParentRoute: () => signedIn,
    path: '/misure-da-valutare',
    validateSearch: listSearch,
    component: lazyRouteComponent(gaps, 'GapsPage'),
  }),
];

/** What one may not read is not there, and nothing is asked of the server in vain. */
async function readable({ read }: ResourceEntry) {
  if (!read) return;
  const me = await queryClient.ensureQueryData(meQuery);
  if (!me?.permissions.includes(read)) throw notFound();
}

type PickPage = (feature: ResourceFeature) => ComponentType | undefined;

/** The same addresses for every resource. What is open data is read without signing in, and never written. */
function resourceRoutes(entry: ResourceEntry) {
  const load = loadResource(entry);
  const page = (address: string, pick: PickPage, parent: typeof root | typeof signedIn = signedIn) =>
    createRoute({
      getParentRoute: () => parent,
      path: entry.path + address,
      validateSearch: listSearch,
      beforeLoad: () => readable(entry),
      component: lazyRouteComponent(() =>
        load().then((feature) => ({ default: pick(feature) ?? NotFoundPage })),
      ),
    });
  const reader = entry.open ? root : signedIn;
  const reading = [page('', (f) => f.ListPage, reader), page('/$id', (f) => f.DetailPage, reader)];
  const writing = [page('/nuovo', (f) => f.NewPage), page('/$id/modifica', (f) => f.EditPage)];
  const more = (entry.more ?? []).map((address) => page(`/$id/${address}`, (f) => f.pages?.[address]));
  const openMore = (entry.openMore ?? []).map((address) =>
    page(`/$id/${address}`, (f) => f.pages?.[address], root),
  );
  return entry.open
    ? { open: [...reading, ...openMore], closed: [...writing, ...more] }
    : { open: [], closed: [...reading, ...writing, ...more] };
}

const pages = resources.map(resourceRoutes);

const routeTree = root.addChildren([
  ...open,
  ...pages.flatMap((page) => page.open),
  signedIn.addChildren([...closed, ...pages.flatMap((page) => page.closed)]),
]);

export const router = createRouter({
  routeTree,
  parseSearch,
  stringifySearch,
  defaultPreload: 'intent',
  defaultErrorComponent: CrashPage,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
