import { t } from '@/lib/i18n';
import { Icon } from './Icon';

export type StepperItem = { key: string; label: string; when?: string; state: 'done' | 'current' | 'todo' };

/** The steps of a way: those behind, the one one stands on, those ahead. */
export function Stepper({ label, items }: { label: string; items: StepperItem[] }) {
  return (
    <ol className="stepper" aria-label={label}>
      {items.map(({ key, label: text, when, state }) => (
        <li key={key} className={state} aria-current={state === 'current' ? 'step' : undefined}>
          <span className="stepper-mark" aria-hidden="true">
            {state === 'done' && <Icon name="it-check" size="xs" />}
          </span>
          <span>
            {text}
            <span className="visually-hidden"> ({t(`ui:stepper.${state}`)})</span>
            {when && <small>{when}</small>}
          </span>
        </li>
      ))}
    </ol>
  );
}
