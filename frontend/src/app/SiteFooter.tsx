import { useSettings } from '@/api/settings';
import { t } from '@/lib/i18n';
import { Footer } from '@/ui/Footer';

export function SiteFooter() {
  const settings = useSettings();
  const links = [{ href: '/api/docs', label: t('app:footer.api') }];
  if (settings?.source_url) links.push({ href: settings.source_url, label: t('app:footer.source') });
  return (
    <Footer
      owner={settings?.owner_name ?? t('ui:site')}
      title={settings?.network_name ?? t('ui:site')}
      address={settings?.address}
      email={settings?.email}
      pec={settings?.pec}
      phone={settings?.phone}
      links={links}
      accessibilityUrl={settings?.accessibility_url}
      privacyUrl={settings?.privacy_url}
      legalUrl={settings?.legal_url}
      version={settings?.version}
    />
  );
}
