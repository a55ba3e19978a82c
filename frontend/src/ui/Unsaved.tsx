import type { useBlocker } from '@tanstack/react-router';
import { t } from '@/lib/i18n';
import { ConfirmDialog } from './ConfirmDialog';

/** Asks before what is not saved is left behind: what a useBlocker with a resolver has stopped. */
export function Unsaved({ blocker }: { blocker: ReturnType<typeof useBlocker> }) {
  if (blocker.status !== 'blocked') return null;
  return (
    <ConfirmDialog
      title={t('common:unsaved.title')}
      confirm={t('common:unsaved.leave')}
      danger
      onConfirm={() => blocker.proceed()}
      onClose={() => blocker.reset()}
    >
      <p>{t('common:unsaved.text')}</p>
    </ConfirmDialog>
  );
}
