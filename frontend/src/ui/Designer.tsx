import type { ReactNode } from 'react';

/** A map and what goes with it side by side; on a telephone the table comes first. */
export const Designer = ({ map, side }: { map: ReactNode; side: ReactNode }) => (
  <div className="designer">
    <div className="designer-map">{map}</div>
    <div className="designer-side">{side}</div>
  </div>
);

/** Buttons in a row that stays in sight. */
export const Toolbar = ({ label, children }: { label: string; children: ReactNode }) => (
  <div className="toolbar" role="toolbar" aria-label={label}>
    {children}
  </div>
);
