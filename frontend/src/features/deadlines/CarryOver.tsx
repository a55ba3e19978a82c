import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { http, onceHeader, orThrow, type Schemas } from '@/api/client';
import { refetchAll } from '@/api/query-client';
import { t } from '@/lib/i18n';
import { useIdempotencyKey } from '@/lib/idempotency';
import type { Problem } from '@/lib/problem';
import { Button } from '@/ui/Button';
import { ConfirmDialog } from '@/ui/ConfirmDialog';
import { toast } from '@/ui/Toast';

/** This year's deadlines into the next, as planned. */
export function CarryOver() {
  const from = new Date().getFullYear();
  const [open, setOpen] = useState(false);
  const [once, renew] = useIdempotencyKey();
  const carry = useMutation<Schemas['DeadlineCarried'], Problem>({
    mutationFn: async () =>
      orThrow(
        await http.POST('/deadlines/carry-over', { params: { header: onceHeader(once) }, body: { from } }),
      ),
    onSuccess: async ({ copied = 0, year }) => {
      setOpen(false);
      renew();
      toast(t('deadlines:carry.done', { count: copied, year }));
      await refetchAll();
    },
  });
  return (
    <>
      <Button look="outline" small onClick={() => setOpen(true)}>
        {t('deadlines:carry.button', { year: from + 1 })}
      </Button>
      {open && (
        <ConfirmDialog
          title={t('deadlines:carry.button', { year: from + 1 })}
          confirm={t('deadlines:carry.confirm')}
          busy={carry.isPending}
          problem={carry.error}
          onConfirm={() => carry.mutate()}
          onClose={() => setOpen(false)}
        >
          <p>{t('deadlines:carry.text', { from, year: from + 1 })}</p>
        </ConfirmDialog>
      )}
    </>
  );
}
