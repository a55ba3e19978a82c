import { t } from '@/lib/i18n';

export function Loading({ text = t('ui:loading') }: { text?: string }) {
  return (
    <div className="loading" role="status">
      <span className="progress-spinner progress-spinner-active size-sm" aria-hidden="true" />
      <span>{text}</span>
    </div>
  );
}

/** Progress of a long operation, with its words: the bar alone says nothing to a screen reader. */
export function Progress({ done, total, label }: { done: number; total: number; label: string }) {
  return (
    <div role="status">
      <progress className="w-100" value={done} max={total} aria-label={label} />
      <p>{t('ui:progress', { label, done, total })}</p>
    </div>
  );
}
