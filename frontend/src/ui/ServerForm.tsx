import type { ReactNode } from 'react';
import { t } from '@/lib/i18n';
import type { useServerForm } from '@/lib/use-server-form';
import { Button } from './Button';
import { Form } from './Form';
import { ProblemAlert } from './ProblemAlert';

type Props = {
  /** What useServerForm gave, beside what the fields need. */
  of: Omit<ReturnType<typeof useServerForm>, 'form' | 'message'>;
  label: string;
  /** What the button that sends it says: to save, if nothing else. */
  send?: string;
  /** Closes what the form stands in. */
  onCancel?: () => void;
  /** What stands beside the button that sends it. */
  beside?: ReactNode;
  /** Loads again what somebody else has changed. */
  reload?: () => void;
  children: ReactNode;
};

/** A form of useServerForm: what was refused, its fields, and the button that sends it. */
export function ServerForm({ of, label, send, onCancel, beside, reload, children }: Props) {
  return (
    <Form
      label={label}
      onSubmit={of.submit}
      errors={of.summary}
      attempt={of.attempt}
      actions={
        <>
          <Button type="submit" busy={of.busy}>
            {send ?? t(of.busy ? 'common:saving' : 'ui:save')}
          </Button>
          {onCancel && (
            <Button look="outline" onClick={onCancel}>
              {t('ui:cancel')}
            </Button>
          )}
          {beside}
        </>
      }
    >
      <ProblemAlert problem={of.problem} retry={of.refused?.status === 412 ? reload : undefined} />
      {children}
    </Form>
  );
}
