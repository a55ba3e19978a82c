import { type KeyboardEvent, useId, useMemo, useRef, useState } from 'react';
import { t } from '@/lib/i18n';
import { AppLink } from '../AppLink';
import { MapShapes, type ShapeName } from './MapShapes';
import { type Cell, hexagons, neighbour, schematic } from './territory';

/** One of six tones: the legend says what it means. */
export type MapTone = 0 | 1 | 2 | 3 | 4 | 5;
export type MapPlace = { code: string; name: string; value: string; tone: MapTone; to: string };

type Props = { label: string; places: MapPlace[]; legend: { tone: MapTone; label: string }[] };
// Whole names, because the build keeps only the class names it reads.
const tones = ['tone-0', 'tone-1', 'tone-2', 'tone-3', 'tone-4', 'tone-5'];

/** The network as a map. The page always has the same data in a table beside it. */
export function TerritoryMap({ label, places, legend }: Props) {
  const [shape, setShape] = useState<ShapeName>('hex');
  return (
    <figure className="map">
      <MapShapes shape={shape} onChange={setShape} />
      <Drawing key={shape} shape={shape} label={label} places={places} />
      <ul className="legend">
        {legend.map(({ tone, label: text }) => (
          <li key={text}>
            <i className={tones[tone]} aria-hidden="true" />
            {text}
          </li>
        ))}
      </ul>
      <figcaption>
        {t(`ui:map.${shape}-note`)} {t('ui:map.credits')}
      </figcaption>
    </figure>
  );
}

function Drawing({ shape, label, places }: Omit<Props, 'legend'> & { shape: ShapeName }) {
  const { cells, width, height, land } = useMemo(() => (shape === 'hex' ? hexagons() : schematic()), [shape]);
  const known = useMemo(() => new Map(places.map((place) => [place.code, place])), [places]);
  const drawn = useMemo(() => cells.filter(({ code }) => known.has(code)), [cells, known]);
  const links = useRef(new Map<string, SVGAElement>());
  const [current, setCurrent] = useState<string>();
  const clip = useId();
  const reachable = current ?? drawn[0]?.code;
  const here = drawn.find(({ code }) => code === current);

  // One stop for the Tab key, arrows inside: 108 stops would be a wall.
  const move = (event: KeyboardEvent, cell: Cell) => {
    const next = neighbour(drawn, cell, event.key);
    if (!next) return;
    event.preventDefault();
    links.current.get(next.code)?.focus();
  };

  const cellsDrawn = drawn.map((cell) => {
    const place = known.get(cell.code)!;
    return (
      <AppLink
        key={cell.code}
        ref={(element) => {
          if (element) links.current.set(cell.code, element as unknown as SVGAElement);
        }}
        to={place.to}
        tabIndex={cell.code === reachable ? 0 : -1}
        aria-label={`${place.name}: ${place.value}`}
        onFocus={() => setCurrent(cell.code)}
        onMouseEnter={() => setCurrent(cell.code)}
        onKeyDown={(event) => move(event, cell)}
      >
        <path className={`map-cell ${tones[place.tone]}`} d={cell.path} />
        {shape === 'hex' && (
          <text x={cell.x} y={cell.y + 3}>
            {abbreviation(place.name)}
          </text>
        )}
        <title>{`${place.name}: ${place.value}`}</title>
      </AppLink>
    );
  });

  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: an svg cannot be a fieldset */}
      <svg
        viewBox={`0 0 ${width} ${height.toFixed(0)}`}
        role="group"
        aria-label={`${label}. ${t('ui:map.keys')}`}
      >
        {land && (
          <>
            <clipPath id={clip}>
              <path d={land} />
            </clipPath>
            <path className="map-land" d={land} />
          </>
        )}
        <g clipPath={land ? `url(#${clip})` : undefined}>{cellsDrawn}</g>
        {here && <path className="map-focus" d={here.path} />}
      </svg>
      <p className="map-here" aria-hidden="true">
        {here && `${known.get(here.code)?.name}: ${known.get(here.code)?.value}`}
      </p>
    </>
  );
}

/** Milazzo → Mila, Santa Teresa di Riva → STR: enough to find one's own. */
function abbreviation(name: string): string {
  const words = name
    .replace(/['’.]/g, ' ')
    .split(/[\s-]+/)
    .filter((word) => /^[A-ZÀ-Ý]/.test(word));
  return words.length > 1 ? words.map((word) => word[0]).join('') : name.slice(0, 4);
}
