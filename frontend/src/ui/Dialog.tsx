import { type ReactNode, useEffect, useId, useRef } from 'react';

type Props = { title: string; onClose: () => void; wide?: boolean; children: ReactNode; actions?: ReactNode };

/** A modal over the native <dialog>: focus stays inside, Escape closes, the page behind is inert. Mounted = open. */
export function Dialog({ title, onClose, wide, children, actions }: Props) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = ref.current;
    const before = document.activeElement as HTMLElement | null;
    dialog?.showModal();
    // A form's summary can hold the focus, and is empty yet: the browser would choose it.
    if ((document.activeElement as HTMLElement).tabIndex < 0)
      dialog?.querySelector<HTMLElement>('input, select, textarea, button')?.focus();
    return () => {
      dialog?.close();
      before?.focus();
    };
  }, []);
  return (
    <dialog
      ref={ref}
      className={`dialog ${wide ? 'wide' : ''}`}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <header>
        <h2 id={id}>{title}</h2>
      </header>
      <div className="dialog-body">{children}</div>
      {actions && <footer>{actions}</footer>}
    </dialog>
  );
}
