import { Outlet, useLocation } from '@tanstack/react-router';
import { SkipLinks } from '@/ui/SkipLinks';
import { Toasts } from '@/ui/Toast';
import { SessionWatch } from './SessionWatch';
import { SiteFooter } from './SiteFooter';
import { SiteHeader } from './SiteHeader';

export function Layout() {
  const { pathname } = useLocation();
  return (
    <>
      <SkipLinks />
      <SiteHeader pathname={pathname} />
      <main id="contenuto" tabIndex={-1}>
        <Outlet />
      </main>
      <SiteFooter />
      <Toasts />
      <SessionWatch />
    </>
  );
}
