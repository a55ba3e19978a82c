import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { Icon } from './Icon';

type Props = {
  label: ReactNode;
  className?: string;
  start?: boolean;
  children: ReactNode | ((close: () => void) => ReactNode);
};

/** A button that shows a panel. Escape and a click elsewhere close it, and the focus comes back. */
export function Disclosure({ label, className = 'btn btn-outline-primary btn-sm', start, children }: Props) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const panel = useId();

  useEffect(() => {
    if (!open) return;
    const outside = (event: Event) => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      setOpen(false);
      button.current?.focus();
    };
    document.addEventListener('pointerdown', outside);
    document.addEventListener('focusin', outside);
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('pointerdown', outside);
      document.removeEventListener('focusin', outside);
      document.removeEventListener('keydown', onKey);
    };
  }, [open]);

  return (
    <div className="menu" ref={root}>
      <button
        ref={button}
        type="button"
        className={className}
        aria-expanded={open}
        aria-controls={panel}
        onClick={() => setOpen(!open)}
      >
        {label}
        <Icon name="it-expand" size="sm" className="ms-1" />
      </button>
      <div id={panel} hidden={!open} className={`menu-panel ${start ? 'start' : ''}`}>
        {open && (typeof children === 'function' ? children(() => setOpen(false)) : children)}
      </div>
    </div>
  );
}
