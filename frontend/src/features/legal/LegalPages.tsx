import type { ReactNode } from 'react';
import { useSettings } from '@/api/settings';
import { t } from '@/lib/i18n';
import { Page } from '@/ui/Page';

export const AccessibilityPage = () => <TextPage page="accessibility" />;
export const PrivacyPage = () => <TextPage page="privacy" />;
export const LegalNotesPage = () => <TextPage page="legal" />;

/** What holds for every instance; the operator's own document, named in the settings, takes its place in the footer. */
function TextPage({ page }: { page: 'accessibility' | 'privacy' | 'legal' }) {
  const settings = useSettings();
  const parts = t(`legal:${page}.parts`).split(' ');
  const contact = settings?.email || settings?.pec;
  return (
    <Page
      title={t(`legal:${page}.title`)}
      lead={t(`legal:${page}.lead`)}
      crumbs={[{ to: '/', label: t('app:nav.network') }]}
    >
      <div className="readable">
        {parts.map((part) => (
          <Part key={part} title={t(`legal:${page}.${part}.title`)}>
            {t(`legal:${page}.${part}.text`)}
          </Part>
        ))}
        {contact && (
          <Part title={t('legal:contact')}>
            {settings?.owner}: <a href={`mailto:${contact}`}>{contact}</a>
          </Part>
        )}
      </div>
    </Page>
  );
}

const Part = ({ title, children }: { title: string; children: ReactNode }) => (
  <>
    <h2 className="h4">{title}</h2>
    <p>{children}</p>
  </>
);
