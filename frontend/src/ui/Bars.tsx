import { shorten } from '@/lib/shorten';
import type { MapTone } from './map/TerritoryMap';

export type BarRow = { label: string; values: { text: string; value?: number }[] };

type Props = { label: string; series: { label: string; tone: MapTone }[]; rows: BarRow[] };
// Whole names, because the build keeps only the class names it reads.
const tones = ['tone-0', 'tone-1', 'tone-2', 'tone-3', 'tone-4', 'tone-5'];

const WIDTH = 360;
const BAR = 18;
const GAP = 22;
const HEAD = 22;
const LETTERS = 56; // of a name, before it runs out of the drawing
const ROOM = 90; // for the words after the longest bar

/** Groups of bars that say their numbers. The page always has the same data in a table beside it. */
export function Bars({ label, series, rows }: Props) {
  const most = Math.max(1, ...rows.flatMap(({ values }) => values.map(({ value }) => value ?? 0)));
  const group = HEAD + series.length * BAR + GAP;
  return (
    <figure className="bars">
      <ul className="legend">
        {series.map(({ label: text, tone }) => (
          <li key={text}>
            <i className={tones[tone]} aria-hidden="true" />
            {text}
          </li>
        ))}
      </ul>
      <svg viewBox={`0 0 ${WIDTH} ${group * rows.length - GAP}`} role="img" aria-label={label}>
        {rows.map(({ label: text, values }, row) => (
          <g key={text} transform={`translate(0 ${row * group})`}>
            <text className="bars-row" x="0" y="14">
              {shorten(text, LETTERS)}
            </text>
            {values.map(({ text: number, value }, index) => {
              const length = ((WIDTH - ROOM) * (value ?? 0)) / most;
              const y = HEAD + index * BAR;
              return (
                <g key={series[index]!.label}>
                  {value !== undefined && (
                    <rect
                      className={tones[series[index]!.tone]}
                      x="0"
                      y={y}
                      width={Math.max(1, length)}
                      height={BAR - 3}
                    />
                  )}
                  <text x={value === undefined ? 0 : length + 6} y={y + 12}>
                    {number}
                  </text>
                </g>
              );
            })}
          </g>
        ))}
      </svg>
    </figure>
  );
}
