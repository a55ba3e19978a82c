import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { http, ifMatch, orThrow } from '@/api/client';
import { refetchAll } from '@/api/query-client';
import { t } from '@/lib/i18n';
import type { Problem } from '@/lib/problem';
import { Button } from '@/ui/Button';
import { ConfirmDialog } from '@/ui/ConfirmDialog';
import { toast } from '@/ui/Toast';
import type { Import } from './words';

/** Gives an import up, after saying what goes. */
export function Discard({ data: { id, version } }: { data: Import }) {
  const [open, setOpen] = useState(false);
  const navigate = useNavigate();
  const send = useMutation<unknown, Problem>({
    mutationFn: async () =>
      orThrow(
        await http.DELETE('/register-imports/{id}', {
          params: { path: { id }, header: ifMatch(`"v${version}"`) },
        }),
      ),
    onSuccess: async () => {
      await navigate({ to: '/importazioni' as '/' });
      toast(t('register-imports:archive.done'));
      await refetchAll();
    },
  });
  return (
    <>
      <Button look="outline" onClick={() => setOpen(true)}>
        {t('register-imports:archive.action')}
      </Button>
      {open && (
        <ConfirmDialog
          title={t('register-imports:archive.title')}
          confirm={t('register-imports:archive.action')}
          danger
          busy={send.isPending}
          problem={send.error}
          onConfirm={() => send.mutate()}
          onClose={() => setOpen(false)}
        >
          <p>{t('register-imports:archive.explain')}</p>
        </ConfirmDialog>
      )}
    </>
  );
}
