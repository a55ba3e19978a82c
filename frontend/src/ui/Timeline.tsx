import type { ReactNode } from 'react';

export type TimelineItem = {
  key: string;
  when: string;
  title: ReactNode;
  badge?: ReactNode;
  text?: string;
  more?: ReactNode;
  /** Not over yet: its mark is empty. */
  open?: boolean;
};

/** What happened and what comes, in order: a list for who hears it, a line with marks for who sees it. */
export function Timeline({
  items,
  heading: Heading = 'h3',
}: {
  items: TimelineItem[];
  heading?: 'h3' | 'h4';
}) {
  return (
    <ol className="timeline">
      {items.map(({ key, when, title, badge, text, more, open }) => (
        <li key={key} className={open ? 'open' : undefined}>
          <p className="timeline-when">
            <span>{when}</span> {badge}
          </p>
          <Heading>{title}</Heading>
          {text && <p>{text}</p>}
          {more}
        </li>
      ))}
    </ol>
  );
}
