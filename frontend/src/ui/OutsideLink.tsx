import type { ReactNode } from 'react';
import { Icon } from './Icon';

/** An address outside the site; its own text when no better one is given. */
export const OutsideLink = ({ to, children }: { to: string; children?: ReactNode }) => (
  <a href={to} rel="noreferrer">
    {children ?? to}
    <Icon name="it-external-link" size="xs" className="ms-1" />
  </a>
);
