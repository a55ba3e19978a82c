import type { Search } from '@/lib/url-state';
import { AppLink } from './AppLink';

export type Tab = { id: string; label: string; to: string; search: Search; current: boolean };

// On a telephone the last parts are beyond the edge, the current one included.
const inSight = (tab: HTMLLIElement | null) => {
  const row = tab?.parentElement;
  if (row) row.scrollLeft = tab.offsetLeft - row.offsetLeft - (row.clientWidth - tab.clientWidth) / 2;
};

/** Parts of one page, each with its own address. */
export function Tabs({ label, tabs }: { label: string; tabs: Tab[] }) {
  return (
    <nav aria-label={label}>
      <ul className="tabs">
        {tabs.map(({ id, label: text, to, search, current }) => (
          <li key={id} ref={current ? inSight : undefined}>
            <AppLink to={to} search={search} replace aria-current={current ? 'page' : undefined}>
              {text}
            </AppLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
