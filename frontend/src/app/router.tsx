import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { queryClient } from '@/api/query-client';
import { meQuery } from '@/api/session';
import { withTexts } from '@/lib/i18n';
import { parseSearch, type Search, stringifySearch } from '@/lib/url-state';
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

const auth = withTexts(['auth'], () => import('@/features/auth'));
const legal = withTexts(['legal'], () => import('@/features/legal'));
const home = withTexts(['home'], () => import('@/features/home'));
const personalHome = withTexts(['home'], () => import('./PersonalHomePage'));
const search = withTexts(['search'], () => import('./SearchPage'));
const account = withTexts(['account', 'auth'], () => import('@/features/account'));

const text = (search: Search, name: string) => {
  const value = search[name];
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
    validateSearch: (search: Search): { dopo?: string } => ({ dopo: text(search, 'dopo') }),
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
    component: lazyRouteComponent(() => import('./SitemapPage'), 'SitemapPage'),
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
    path: '/cerca',
    validateSearch: (search: Search): { q?: string } => ({ q: text(search, 'q') }),
    component: lazyRouteComponent(search, 'SearchPage'),
  }),
  createRoute({
    getParentRoute: () => signedIn,
    path: '/profilo',
    component: lazyRouteComponent(account, 'ProfilePage'),
  }),
];

/** The same four addresses for every resource. */
function resourceRoutes(entry: ResourceEntry) {
  const load = loadResource(entry);
  const page = (suffix: string, name: 'ListPage' | 'DetailPage' | 'NewPage' | 'EditPage') =>
    createRoute({
      getParentRoute: () => signedIn,
      path: entry.path + suffix,
      validateSearch: listSearch,
      component: lazyRouteComponent(() =>
        load().then((feature) => ({ default: feature[name] ?? NotFoundPage })),
      ),
    });
  return [
    page('', 'ListPage'),
    page('/nuovo', 'NewPage'),
    page('/$id', 'DetailPage'),
    page('/$id/modifica', 'EditPage'),
  ];
}

const routeTree = root.addChildren([
  ...open,
  signedIn.addChildren([...closed, ...resources.flatMap(resourceRoutes)]),
]);

export const router = createRouter({
  routeTree,
  parseSearch: parseSearch,
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
