import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { refetchAll } from '@/api/query-client';
import { t, tOr } from '@/lib/i18n';
import { useIdempotencyKey } from '@/lib/idempotency';
import type { Problem } from '@/lib/problem';
import { Button, LinkButton } from '@/ui/Button';
import { ConfirmDialog } from '@/ui/ConfirmDialog';
import { toast } from '@/ui/Toast';
import type { AnyDefinition } from './definition';
import type { AnyRow } from './resource';
import { actionLabel } from './words';

const EDIT = 'edit';
const ARCHIVE = 'archive';

type Props = { def: AnyDefinition; id: string; row: AnyRow; etag: string };

/** Exactly the actions the server lists in the row: the page decides nothing. */
export function Actions({ def, id, row, etag }: Props) {
  const shown = (row.actions ?? [])
    .filter((action) => !def.actions?.[action]?.hidden)
    .sort((a, b) => Number(a === ARCHIVE) - Number(b === ARCHIVE));
  return shown.map((action, index) => {
    const address = action === EDIT ? def.form && 'modifica' : def.actions?.[action]?.address;
    return address ? (
      <LinkButton
        key={action}
        look={index === 0 ? 'primary' : 'outline'}
        to={`${def.path}/${id}/${address}`}
        icon="it-pencil"
      >
        {actionLabel(def, action)}
      </LinkButton>
    ) : (
      <Step key={action} def={def} id={id} etag={etag} action={action} title={def.title(row)} />
    );
  });
}

type StepProps = Omit<Props, 'row'> & { action: string; title: string };

/** A change of state: says what will happen, asks for the reason where the domain wants one, then does it. */
function Step({ def, id, etag, action, title }: StepProps) {
  const [open, setOpen] = useState(false);
  const [once, renew] = useIdempotencyKey();
  const navigate = useNavigate();
  const { reason: asks, danger = action === ARCHIVE } = def.actions?.[action] ?? {};
  const step = useMutation<void, Problem, string>({
    mutationFn: (reason) =>
      action === ARCHIVE
        ? def.resource.archive(id, etag, reason || undefined)
        : def.resource.act(id, etag, action, once, reason || undefined),
    onSuccess: async () => {
      setOpen(false);
      renew();
      toast(t('common:done', { action: actionLabel(def, action), title }));
      if (action === ARCHIVE) await navigate({ to: def.path as '/' });
      await refetchAll();
    },
  });
  return (
    <>
      <Button look="outline" onClick={() => setOpen(true)}>
        {actionLabel(def, action)}
      </Button>
      {open && (
        <ConfirmDialog
          title={`${actionLabel(def, action)}: ${title}`}
          confirm={actionLabel(def, action)}
          danger={danger}
          reason={asks ? t('common:reason') : undefined}
          busy={step.isPending}
          problem={step.error}
          onConfirm={(reason) => step.mutate(reason)}
          onClose={() => setOpen(false)}
        >
          <p>
            {tOr(`${def.ns}:explain.${action}`, t(`common:explain.${action === ARCHIVE ? ARCHIVE : 'step'}`))}
          </p>
        </ConfirmDialog>
      )}
    </>
  );
}
