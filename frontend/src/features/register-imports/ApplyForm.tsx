import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { http, ifMatch, onceHeader, orThrow } from '@/api/client';
import { refetchAll } from '@/api/query-client';
import { t } from '@/lib/i18n';
import { useIdempotencyKey } from '@/lib/idempotency';
import type { Problem } from '@/lib/problem';
import { Button } from '@/ui/Button';
import { ConfirmDialog } from '@/ui/ConfirmDialog';
import { Notice } from '@/ui/Notice';
import type { Import } from './words';

/** The last step: all the rows, or with errors among them the good ones. */
export function ApplyForm({ data }: { data: Import }) {
  const [open, setOpen] = useState(false);
  const [once, renew] = useIdempotencyKey();
  const { id, version, good, failed, rows, unconfirmed } = data;
  const send = useMutation<unknown, Problem>({
    mutationFn: async () =>
      orThrow(
        await http.POST('/register-imports/{id}/application', {
          params: { path: { id }, header: { ...ifMatch(`"v${version}"`), ...onceHeader(once) } },
          body: { only_good: failed > 0 },
        }),
      ),
    onSuccess: refetchAll,
    onSettled: renew,
  });
  if (good === 0) return <Notice tone="warning" title={t('register-imports:apply.nothing')} />;
  const label =
    failed > 0 ? t('register-imports:apply.good', { count: good }) : t('register-imports:apply.all');
  return (
    <section aria-label={t('register-imports:apply.title')}>
      <p>{t('register-imports:apply.lead')}</p>
      {failed > 0 && <Notice tone="warning" title={t('register-imports:apply.errors', { count: failed })} />}
      <Button onClick={() => setOpen(true)}>{label}</Button>
      {open && (
        <ConfirmDialog
          title={label}
          confirm={t('register-imports:apply.confirm')}
          busy={send.isPending}
          problem={send.error}
          onConfirm={() => send.mutate()}
          onClose={() => setOpen(false)}
        >
          <p>{t('register-imports:apply.explain', { good, rows, unconfirmed })}</p>
        </ConfirmDialog>
      )}
    </section>
  );
}
