import type { ReactNode } from 'react';
import { Icon } from './Icon';
import type { IconName } from './icons';

type Tone = 'info' | 'success' | 'warning' | 'danger';
const faces: Record<Tone, IconName> = {
  info: 'it-info-circle',
  success: 'it-check-circle',
  warning: 'it-warning-circle',
  danger: 'it-error',
};

type Props = { tone?: Tone; title?: string; role?: 'alert' | 'status'; children?: ReactNode };

export function Notice({ tone = 'info', title, role, children }: Props) {
  return (
    <div className={`notice ${tone}`} role={role}>
      <Icon name={faces[tone]} />
      <div>
        {title && <p className="notice-title">{title}</p>}
        {children}
      </div>
    </div>
  );
}
