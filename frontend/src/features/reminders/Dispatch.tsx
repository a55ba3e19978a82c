import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { http, onceHeader, orThrow } from '@/api/client';
import { refetchAll } from '@/api/query-client';
import { today } from '@/lib/dates';
import { t } from '@/lib/i18n';
import { useIdempotencyKey } from '@/lib/idempotency';
import type { Problem } from '@/lib/problem';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { Field } from '@/ui/Field';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { toast } from '@/ui/Toast';

type Props = { run: number; reminders: number[]; count: number; onClose: () => void };

/** Under which number of the register, and when, letters left by certified mail. No letter named: all that wait. */
export function Dispatch({ run, reminders, count, onClose }: Props) {
  const form = useId();
  const [once] = useIdempotencyKey();
  const [number, setNumber] = useState('');
  const [day, setDay] = useState(today());
  const { mutate, isPending, error } = useMutation<unknown, Problem>({
    mutationFn: async () => {
      const params = { path: { id: run }, header: onceHeader(once) };
      const body = { reminders, protocol_number: number, protocol_date: day };
      orThrow(await http.POST('/reminder-runs/{id}/dispatch', { params, body }));
    },
    onSuccess: async () => {
      onClose();
      toast(t('reminders:dispatch.done', { count }));
      await refetchAll();
    },
  });
  const wrong = (pointer: string) => error?.errors?.find((one) => one.pointer === pointer)?.detail;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate();
  };
  return (
    <Dialog
      title={t('reminders:dispatch.title', { count })}
      onClose={onClose}
      actions={
        <>
          <Button look="outline" onClick={onClose}>
            {t('ui:cancel')}
          </Button>
          <Button type="submit" form={form} busy={isPending}>
            {t('reminders:dispatch.confirm')}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} noValidate>
        <ProblemAlert problem={error} fields />
        <p>{t('reminders:dispatch.explain')}</p>
        <Field
          label={t('reminders:dispatch.number')}
          required
          maxLength={40}
          value={number}
          error={wrong('/protocol_number')}
          onChange={(event) => setNumber(event.target.value)}
        />
        <Field
          label={t('reminders:dispatch.date')}
          type="date"
          required
          value={day}
          error={wrong('/protocol_date')}
          onChange={(event) => setDay(event.target.value)}
        />
      </form>
    </Dialog>
  );
}
