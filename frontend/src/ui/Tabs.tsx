import type { Search } from '@/lib/url-state';
import { AppLink } from './AppLink';

export type Tab = { id: string; label: string; to: string; search: Search; current: boolean };

/** Parts of one page, each with its own address. */
export function Tabs({ label, tabs }: { label: string; tabs: Tab[] }) {
  return (
    <nav aria-label={label}>
      <ul className="tabs">
        {tabs.map(({ id, label: text, to, search, current }) => (
          <li key={id}>
            <AppLink to={to} search={search} replace aria-current={current ? 'page' : undefined}>
              {text}
            </AppLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
