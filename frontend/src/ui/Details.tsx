import type { ReactNode } from 'react';
import { t } from '@/lib/i18n';

export type Detail = { name: string; label: string; value: ReactNode };

export function Details({ title, items }: { title?: string; items: Detail[] }) {
  return (
    <>
      {title && <h2 className="h5">{title}</h2>}
      <dl className="details">
        {items.map(({ name, label, value }) => (
          <div key={name}>
            <dt>{label}</dt>
            <dd>{value === '' || value === null || value === undefined ? t('ui:empty-value') : value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
