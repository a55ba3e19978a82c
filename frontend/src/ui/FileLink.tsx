import type { ReactNode } from 'react';
import { Icon } from './Icon';

/** A file of the platform that the browser opens or saves by itself. */
export const FileLink = ({ to, children }: { to: string; children: ReactNode }) => (
  <a href={to}>
    <Icon name="it-file" size="xs" className="me-1" />
    {children}
  </a>
);
