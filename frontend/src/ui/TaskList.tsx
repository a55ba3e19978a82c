import type { Search } from '@/lib/url-state';
import { AppLink } from './AppLink';

/** `number`: how many things it is about, when that says something. */
export type Task = { key: string; to: string; search?: Search; number?: string; title: string; text: string };

/** What to do next, one line each, most urgent first. */
export function TaskList({ items }: { items: Task[] }) {
  return (
    <ol className="tasks">
      {items.map(({ key, to, search, number, title, text }) => (
        <li key={key}>
          <span className="task-number" aria-hidden="true">
            {number ?? '!'}
          </span>
          <div>
            <h3>
              <AppLink to={to} search={search}>
                {title}
              </AppLink>
            </h3>
            <p>{text}</p>
          </div>
        </li>
      ))}
    </ol>
  );
}
