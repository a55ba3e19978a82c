import { type ComponentProps, type ReactNode, useId } from 'react';
import { t } from '@/lib/i18n';
import { Icon } from './Icon';

export type FieldProps = { label: ReactNode; help?: ReactNode; error?: string; full?: boolean };

type Wiring = { id: string; 'aria-describedby'?: string; 'aria-invalid'?: true };

/** Label above, help and error below, tied together for those who do not see them. */
function Frame({
  label,
  help,
  error,
  full,
  required,
  children,
}: FieldProps & { required?: boolean; children: (wiring: Wiring) => ReactNode }) {
  const id = useId();
  const describedBy = [help && `${id}-help`, error && `${id}-error`].filter(Boolean).join(' ') || undefined;
  return (
    <div className={`field ${error ? 'invalid' : ''} ${full ? 'full' : ''}`}>
      <label htmlFor={id}>
        {label}
        <RequiredMark shown={required} />
      </label>
      {children({ id, 'aria-describedby': describedBy, 'aria-invalid': error ? true : undefined })}
      <FieldHelp id={`${id}-help`} text={help} />
      <FieldError id={`${id}-error`} text={error} />
    </div>
  );
}

export const RequiredMark = ({ shown }: { shown?: boolean }) =>
  shown ? (
    <span className="required-mark" title={t('ui:required')} aria-hidden="true">
      {' '}
      *
    </span>
  ) : null;

export const FieldHelp = ({ id, text }: { id: string; text?: ReactNode }) =>
  text ? (
    <span id={id} className="field-help">
      {text}
    </span>
  ) : null;

export const FieldError = ({ id, text }: { id: string; text?: string }) =>
  text ? (
    <span id={id} className="field-error">
      <Icon name="it-warning-circle" size="sm" />
      {text}
    </span>
  ) : null;

type Wired<T extends 'input' | 'select' | 'textarea'> = FieldProps & ComponentProps<T>;

// `required` is told with aria, not with the browser's own bubbles: messages are ours and in one place.
export function Field({ label, help, error, full, required, ...input }: Wired<'input'>) {
  return (
    <Frame label={label} help={help} error={error} full={full} required={required}>
      {(wiring) => (
        <input type="text" {...input} {...wiring} aria-required={required} className="form-control" />
      )}
    </Frame>
  );
}

export function Textarea({ label, help, error, full, required, ...area }: Wired<'textarea'>) {
  return (
    <Frame label={label} help={help} error={error} full={full} required={required}>
      {(wiring) => <textarea {...area} {...wiring} aria-required={required} className="form-control" />}
    </Frame>
  );
}

export type Option = { value: string; label: string };

type SelectProps = Wired<'select'> & { options: Option[]; empty?: string };

export function Select({ label, help, error, full, required, options, empty, ...select }: SelectProps) {
  return (
    <Frame label={label} help={help} error={error} full={full} required={required}>
      {(wiring) => (
        <select {...select} {...wiring} aria-required={required} className="form-control">
          {empty !== undefined && <option value="">{empty}</option>}
          {options.map(({ value, label: text }) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Frame>
  );
}

export function Checkbox({ label, help, error, full, required, ...input }: Wired<'input'>) {
  const id = useId();
  const describedBy = [help && `${id}-help`, error && `${id}-error`].filter(Boolean).join(' ') || undefined;
  return (
    <div className={`field ${error ? 'invalid' : ''} ${full ? 'full' : ''}`}>
      <div className="check">
        <input
          {...input}
          id={id}
          type="checkbox"
          aria-describedby={describedBy}
          aria-invalid={error ? true : undefined}
          aria-required={required}
        />
        <label htmlFor={id}>
          {label}
          <RequiredMark shown={required} />
        </label>
      </div>
      <FieldHelp id={`${id}-help`} text={help} />
      <FieldError id={`${id}-error`} text={error} />
    </div>
  );
}
