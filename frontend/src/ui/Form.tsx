import { type FormEventHandler, type ReactNode, useEffect, useRef } from 'react';
import { t } from '@/lib/i18n';
import { Notice } from './Notice';

export type SummaryItem = { name: string; label: string; message: string };

type Props = {
  onSubmit: FormEventHandler<HTMLFormElement>;
  errors?: SummaryItem[];
  /** Changes at every failed attempt, so that the summary takes the focus each time. */
  attempt?: number;
  actions: ReactNode;
  label: string;
  children: ReactNode;
};

/** A form whose errors are listed on top, each leading to its field. */
export function Form({ onSubmit, errors = [], attempt = 0, actions, label, children }: Props) {
  const summary = useRef<HTMLDivElement>(null);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (attempt > 0) summary.current?.focus();
  }, [attempt]);

  const go = (name: string) => {
    const field = form.current?.elements.namedItem(name);
    const target = field instanceof RadioNodeList ? field[0] : field;
    const focusable =
      target instanceof HTMLFieldSetElement ? target.querySelector<HTMLElement>('button, input') : target;
    (focusable as HTMLElement | null)?.focus();
  };

  return (
    <form ref={form} onSubmit={onSubmit} noValidate aria-label={label}>
      <div ref={summary} tabIndex={-1}>
        {errors.length > 0 && (
          <Notice tone="danger" title={t('ui:form.errors', { count: errors.length })}>
            <ul>
              {errors.map(({ name, label: field, message }) => (
                <li key={name}>
                  <button type="button" className="btn btn-link p-0 text-start" onClick={() => go(name)}>
                    {field ? `${field}: ${message}` : message}
                  </button>
                </li>
              ))}
            </ul>
          </Notice>
        )}
      </div>
      {children}
      <div className="form-actions">{actions}</div>
    </form>
  );
}

export function FormSection({ legend, children }: { legend?: string; children: ReactNode }) {
  return (
    <fieldset className="form-section">
      {legend && <legend>{legend}</legend>}
      <div className="form-grid">{children}</div>
    </fieldset>
  );
}
