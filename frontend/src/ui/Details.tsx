import type { ReactNode } from 'react';
import { t } from '@/lib/i18n';

export type Detail = { name: string; label: string; value: ReactNode };

type Props = { title?: string /** Below another heading of the page. */; below?: boolean; items: Detail[] };

export function Details({ title, below, items }: Props) {
  const Heading = below ? 'h3' : 'h2';
  return (
    <>
      {title && <Heading className={below ? 'h6' : 'h5'}>{title}</Heading>}
      <dl className="details">
        {items.map(({ name, label, value }) => (
          <div key={name}>
            <dt>{label}</dt>
            <dd>{value || value === 0 ? value : t('ui:empty-value')}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
