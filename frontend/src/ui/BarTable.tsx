import type { ReactNode } from 'react';

export type Bar = { key: string; label: ReactNode; value: number; text: string; note?: ReactNode };

/** A table whose numbers are also drawn: one reads it, one sees it, nobody needs the picture. */
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
    <table className="bar-table">
      <caption>{caption}</caption>
      <thead>
        <tr>
          {head.map((text) => (
            <th key={text} scope="col">
              {text}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {bars.map(({ key, label, value, text, note }) => (
          <tr key={key}>
            <th scope="row">{label}</th>
            <td>
              <span className="bar">
                <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                  <rect width={(value / most) * 100} height="10" />
                </svg>
                {text}
              </span>
            </td>
            {head.length > 2 && <td>{note}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
