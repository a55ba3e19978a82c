import { AppLink } from './AppLink';
import type { MapTone } from './map/TerritoryMap';

export type StateTile = {
  key: string;
  to: string;
  title: string;
  tone: MapTone;
  state: string;
  /** Short lines below: since when, whose move. */
  lines: string[];
  alert?: string;
};

// Whole names, because the build keeps only the class names it reads.
const tones = ['edge-0', 'edge-1', 'edge-2', 'edge-3', 'edge-4', 'edge-5'];

/** One small card a body: a wall to look at from a distance and to read from near. */
export function StateTiles({ label, tiles }: { label: string; tiles: StateTile[] }) {
  return (
    <ul className="state-tiles" aria-label={label}>
      {tiles.map(({ key, to, title, tone, state, lines, alert }) => (
        <li key={key} className={tones[tone]}>
          <h3>
            <AppLink to={to}>{title}</AppLink>
          </h3>
          <p className="state-tile-state">{state}</p>
          {lines.map((line) => (
            <p key={line}>{line}</p>
          ))}
          {alert && <p className="state-tile-alert">{alert}</p>}
        </li>
      ))}
    </ul>
  );
}
