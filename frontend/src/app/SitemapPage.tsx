import { useSession } from '@/api/session';
import { t } from '@/lib/i18n';
import { AppLink } from '@/ui/AppLink';
import { Page } from '@/ui/Page';
import { type ResourceEntry, useReadable } from './resources';

export function SitemapPage() {
  const { me, can } = useSession();
  const entry = ({ path, ns }: ResourceEntry): [string, string] => [path, t(`app:resource.${ns}.title`)];
  const readable = useReadable();
  const open: [string, string][] = [
    ['/', t('app:nav.network')],
    ...readable.filter((one) => one.open).map(entry),
    ['/cerca', t('ui:search-all')],
    ['/accessibilita', t('ui:footer.accessibility')],
    ['/privacy', t('ui:footer.privacy')],
    ['/note-legali', t('ui:footer.legal')],
  ];
  const mine: [string, string][] = me
    ? [
        ['/home', t('app:nav.home')],
        ...readable.filter((one) => !one.open).map(entry),
        ...(can('risk:read') ? [['/misure-omogenee', t('app:homogeneity.title')] as [string, string]] : []),
        ...(can('plan:read') ? [['/misure-da-valutare', t('app:gaps.title')] as [string, string]] : []),
        ...(can('setting:write') ? [['/impostazioni', t('app:settings.title')] as [string, string]] : []),
        ['/profilo', t('ui:account.profile')],
      ]
    : [['/accedi', t('ui:account.sign-in')]];
  return (
    <Page title={t('ui:footer.sitemap')} crumbs={[{ to: '/', label: t('app:nav.network') }]}>
      <h2 className="h4">{t('app:sitemap.open')}</h2>
      <Links items={open} />
      <h2 className="h4">{t('app:sitemap.closed')}</h2>
      <Links items={mine} />
    </Page>
  );
}

const Links = ({ items }: { items: [string, string][] }) => (
  <ul>
    {items.map(([to, label]) => (
      <li key={to}>
        <AppLink to={to}>{label}</AppLink>
      </li>
    ))}
  </ul>
);
