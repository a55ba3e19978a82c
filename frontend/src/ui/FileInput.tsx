import { type DragEvent, useId, useRef, useState } from 'react';
import { t } from '@/lib/i18n';
import { formatBytes } from '@/lib/numbers';
import { Button } from './Button';
import { FieldError, FieldHelp, type FieldProps, RequiredMark } from './Field';
import { Icon } from './Icon';

type Props = FieldProps & {
  name: string;
  required?: boolean;
  value?: File;
  onChange: (file?: File) => void;
  /** Endings of the names one may choose, `.pdf`. */
  accept: string[];
  /** Bytes. */
  most?: number;
  /** While it is being sent. */
  progress?: { sent: number; total: number };
  onCancel?: () => void;
};

export const MOST = 25 * 1024 * 1024;

/** One file: chosen with a button or dropped here. Says what it takes beforehand, and how far the sending is. */
export function FileInput({
  label,
  help,
  error,
  full,
  name,
  required,
  value,
  onChange,
  accept,
  most = MOST,
  progress,
  onCancel,
}: Props) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [refused, setRefused] = useState<string>();
  const told = refused ?? error;
  const kinds = accept.map((ending) => ending.slice(1).toUpperCase()).join(', ');
  const limits = t('ui:file.limits', { kinds, size: formatBytes(most) });

  const take = (file?: File) => {
    const large = file && file.size > most;
    setRefused(large ? t('ui:file.too-large', { size: formatBytes(most) }) : undefined);
    onChange(large ? undefined : file);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (!progress) take(event.dataTransfer.files[0]);
  };
  const clear = () => {
    if (input.current) input.current.value = '';
    take();
    input.current?.focus();
  };

  return (
    <div className={`field ${told ? 'invalid' : ''} ${full ? 'full' : ''}`}>
      <label htmlFor={id}>
        {label}
        <RequiredMark shown={required} />
      </label>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is one more way, the input in it does all of it */}
      <div
        className={`file-drop ${over ? 'over' : ''}`}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <input
          ref={input}
          id={id}
          name={name}
          type="file"
          accept={accept.join(',')}
          className="form-control"
          aria-describedby={`${id}-limits ${help ? `${id}-help` : ''} ${told ? `${id}-error` : ''}`.trim()}
          aria-invalid={told ? true : undefined}
          required={required}
          disabled={Boolean(progress)}
          onChange={(event) => take(event.target.files?.[0])}
        />
        <p className="file-hint">{t('ui:file.drop')}</p>
        {value && (
          <p className="file-chosen" role="status">
            <Icon name="it-file" size="sm" />
            <span>
              {value.name}, {formatBytes(value.size)}
            </span>
            {!progress && (
              <Button look="link" small onClick={clear}>
                {t('ui:file.remove')}
              </Button>
            )}
          </p>
        )}
        {progress && <Sending progress={progress} name={value?.name ?? ''} onCancel={onCancel} />}
      </div>
      <span id={`${id}-limits`} className="field-help">
        {limits}
      </span>
      <FieldHelp id={`${id}-help`} text={help} />
      <FieldError id={`${id}-error`} text={told} />
    </div>
  );
}

type SendingProps = { progress: { sent: number; total: number }; name: string; onCancel?: () => void };

function Sending({ progress: { sent, total }, name, onCancel }: SendingProps) {
  const percent = total > 0 ? Math.floor((100 * sent) / total) : 0;
  return (
    <div className="file-progress">
      <progress max={100} value={percent} aria-label={t('ui:file.sending', { name })} />
      <span>{t('ui:file.percent', { percent })}</span>
      {onCancel && (
        <Button look="outline" small onClick={onCancel}>
          {t('ui:file.stop')}
        </Button>
      )}
    </div>
  );
}
