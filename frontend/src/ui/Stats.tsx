import type { ReactNode } from 'react';

export type Stat = { label: string; value: ReactNode; of?: ReactNode };

export function Stats({ items }: { items: Stat[] }) {
  return (
    <dl className="stats">
      {items.map(({ label, value, of }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            {value} {of && <small>{of}</small>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
