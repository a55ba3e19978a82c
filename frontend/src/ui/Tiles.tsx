import type { Search } from '@/lib/url-state';
import { AppLink } from './AppLink';
import { Icon } from './Icon';
import type { IconName } from './icons';

export type Tile = { to: string; search?: Search; icon: IconName; title: string; text: string };

export function Tiles({ items }: { items: Tile[] }) {
  return (
    <ul className="tiles">
      {items.map(({ to, search, icon, title, text }) => (
        <li key={to}>
          <div className="tile">
            <Icon name={icon} />
            <div>
              <h3>
                <AppLink to={to} search={search}>
                  {title}
                </AppLink>
              </h3>
              <p>{text}</p>
            </div>
          </div>
        </li>
      ))}
    </ul>
  );
}
