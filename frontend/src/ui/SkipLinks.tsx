import { t } from '@/lib/i18n';

export function SkipLinks() {
  return (
    <nav className="skiplinks" aria-label={t('ui:skip.label')}>
      <a href="#contenuto">{t('ui:skip.content')}</a>
      <a href="#piede">{t('ui:skip.footer')}</a>
    </nav>
  );
}
