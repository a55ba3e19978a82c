import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { t } from '@/lib/i18n';
import type { Problem } from '@/lib/problem';
import { Button } from './Button';
import { Dialog } from './Dialog';
import { Textarea } from './Field';
import { ProblemAlert } from './ProblemAlert';

type Props = {
  title: string;
  /** What will happen, and the way back. */
  children: ReactNode;
  confirm: string;
  danger?: boolean;
  /** Asks for a reason: its label. */
  reason?: string;
  busy?: boolean;
  problem?: Problem | null;
  onConfirm: (reason: string) => void;
  onClose: () => void;
};

export function ConfirmDialog({
  title,
  children,
  confirm,
  danger,
  reason,
  busy,
  problem,
  onConfirm,
  onClose,
}: Props) {
  const form = useId();
  const [text, setText] = useState('');
  const [missing, setMissing] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (reason && !text.trim()) setMissing(true);
    else onConfirm(text.trim());
  };
  return (
    <Dialog
      title={title}
      onClose={onClose}
      actions={
        <>
          <Button look="outline" onClick={onClose}>
            {t('ui:cancel')}
          </Button>
          <Button look={danger ? 'danger' : 'primary'} type="submit" form={form} busy={busy}>
            {confirm}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} noValidate>
        <ProblemAlert problem={problem} fields />
        {children}
        {reason && (
          <Textarea
            label={reason}
            required
            maxLength={500}
            value={text}
            error={missing && !text.trim() ? t('ui:required') : undefined}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </form>
    </Dialog>
  );
}
