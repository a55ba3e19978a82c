import type { ReactNode } from 'react';

/** A part of the page that opens and closes. */
export const Fold = ({
  title,
  open,
  children,
}: {
  title: ReactNode;
  open?: boolean;
  children: ReactNode;
}) => (
  <details className="fold" open={open}>
    <summary>{title}</summary>
    <div>{children}</div>
  </details>
);
