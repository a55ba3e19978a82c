import type { ReactNode } from 'react';

export type Bar = { key: string; label: ReactNode; value: number; text: string; note?: ReactNode };

/** A table whose numbers are also drawn: one reads it, one sees it, nobody needs the picture. Roles as in DataTable. */
export function BarTable({
  caption,
  head,
  bars,
}: {
  caption: string;
  head: [string, string, string?];
  bars: Bar[];
}) {
  const most = Math.max(1, ...bars.map(({ value }) => value));
  return (
    <table className="bar-table" role="table">
      <caption>{caption}</caption>
      <thead role="rowgroup">
        <tr role="row">
          {head.map((text) => (
            <th key={text} scope="col" role="columnheader">
              {text}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {bars.map(({ key, label, value, text, note }) => (
          <tr key={key} role="row">
            <th scope="row" role="rowheader">
              {label}
            </th>
            <td role="cell">
              <span className="bar">
                <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                  <rect width={(value / most) * 100} height="10" />
                </svg>
                {text}
              </span>
            </td>
            {head.length > 2 && <td role="cell">{note}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
