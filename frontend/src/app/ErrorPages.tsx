import type { ErrorComponentProps } from '@tanstack/react-router';
import { t } from '@/lib/i18n';
import { asProblem } from '@/lib/problem';
import { Button, LinkButton } from '@/ui/Button';
import { Page } from '@/ui/Page';
import { ProblemAlert } from '@/ui/ProblemAlert';

export function NotFoundPage() {
  return (
    <Page title={t('app:not-found.title')} lead={t('app:not-found.text')}>
      <LinkButton to="/">{t('app:not-found.home')}</LinkButton>
    </Page>
  );
}

/** A page that broke: after an update of the site a reload brings the new one. */
export function CrashPage({ error }: ErrorComponentProps) {
  return (
    <Page title={t('app:crash.title')} lead={t('app:crash.text')}>
      <ProblemAlert problem={asProblem(error)} />
      <Button onClick={() => location.reload()} icon="it-refresh">
        {t('app:crash.reload')}
      </Button>
    </Page>
  );
}
