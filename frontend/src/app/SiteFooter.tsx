import { useSettings } from '@/api/settings';
import { t } from '@/lib/i18n';
import { Footer } from '@/ui/Footer';

export function SiteFooter() {
  const settings = useSettings();
  return (
    <Footer
      owner={settings?.owner || t('ui:site')}
      title={t('ui:site')}
      email={settings?.email}
      pec={settings?.pec}
      links={[{ href: '/api/docs', label: t('app:footer.api') }]}
      accessibilityUrl={settings?.accessibility_url}
      privacyUrl={settings?.privacy_url}
      legalUrl={settings?.legal_url}
      version={settings?.version}
    />
  );
}
