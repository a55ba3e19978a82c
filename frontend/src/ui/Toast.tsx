import { useSyncExternalStore } from 'react';
import { t } from '@/lib/i18n';
import { Icon } from './Icon';

type Message = { id: number; text: string };
let messages: Message[] = [];
const listeners = new Set<() => void>();
const set = (next: Message[]) => {
  messages = next;
  for (const tell of listeners) tell();
};
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
const STAYS_MS = 8000;

const MOST = 2;

/** Says that something was done, wherever the person is by then. A new message soon takes the place of older ones. */
export function toast(text: string): void {
  const id = Date.now() + Math.random();
  set([...messages, { id, text }].slice(-MOST));
  setTimeout(() => close(id), STAYS_MS);
}

const close = (id: number) => set(messages.filter((message) => message.id !== id));

export function Toasts() {
  const shown = useSyncExternalStore(subscribe, () => messages);
  return (
    <div className="toasts" role="status" aria-live="polite">
      {shown.map(({ id, text }) => (
        <div className="toast-message" key={id}>
          <p>{text}</p>
          <button type="button" className="icon-button" onClick={() => close(id)}>
            <Icon name="it-close" size="sm" />
            <span className="visually-hidden">{t('ui:close')}</span>
          </button>
        </div>
      ))}
    </div>
  );
}
