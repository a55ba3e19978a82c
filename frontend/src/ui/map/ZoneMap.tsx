import { type KeyboardEvent, useId, useMemo, useRef, useState } from 'react';
import { t } from '@/lib/i18n';
import { MapShapes, type ShapeName } from './MapShapes';
import { type Cell, hexagons, neighbour, schematic } from './territory';

/** A municipality in a zone; tone -1 for none. Its mark is the zone's code, so that colours are never alone. */
export type ZonePlace = { code: string; name: string; tone: number; mark: string; value: string };

// Whole names, because the build keeps only the class names it reads.
const tones = [
  'zone-0',
  'zone-1',
  'zone-2',
  'zone-3',
  'zone-4',
  'zone-5',
  'zone-6',
  'zone-7',
  'zone-8',
  'zone-9',
  'zone-10',
  'zone-11',
];
export const zoneTone = (tone: number): string => (tone < 0 ? 'zone-none' : tones[tone % tones.length]!);

type Props = {
  label: string;
  places: ZonePlace[];
  chosen: Set<string>;
  /** Enter or a click. */
  onPick: (code: string) => void;
  /** Space, or a click with Shift or Control. */
  onChoose: (code: string) => void;
};

/** The network coloured by zone, to be moved about. The page always has the same data in a table beside it. */
export function ZoneMap({ label, places, chosen, onPick, onChoose }: Props) {
  const [shape, setShape] = useState<ShapeName>('hex');
  const { cells, width, height, land } = useMemo(() => (shape === 'hex' ? hexagons() : schematic()), [shape]);
  const known = useMemo(() => new Map(places.map((place) => [place.code, place])), [places]);
  const drawn = useMemo(() => cells.filter(({ code }) => known.has(code)), [cells, known]);
  const buttons = useRef(new Map<string, SVGGElement>());
  const [current, setCurrent] = useState<string>();
  const clip = useId();
  const here = drawn.find(({ code }) => code === current);
  const reachable = here?.code ?? drawn[0]?.code;

  // One stop for the Tab key, arrows inside: 108 stops would be a wall.
  const onKey = (event: KeyboardEvent, cell: Cell) => {
    const next = neighbour(drawn, cell, event.key);
    if (next) buttons.current.get(next.code)?.focus();
    else if (event.key === 'Enter') onPick(cell.code);
    else if (event.key === ' ') onChoose(cell.code);
    else return;
    event.preventDefault();
  };

  return (
    <figure className="map zone-map">
      <MapShapes shape={shape} onChange={setShape} />
      {/* biome-ignore lint/a11y/useSemanticElements: an svg cannot be a fieldset */}
      <svg viewBox={`0 0 ${width} ${height.toFixed(0)}`} role="group" aria-label={label}>
        {land && (
          <>
            <clipPath id={clip}>
              <path d={land} />
            </clipPath>
            <path className="map-land" d={land} />
          </>
        )}
        <g clipPath={land ? `url(#${clip})` : undefined}>
          {drawn.map((cell) => {
            const place = known.get(cell.code)!;
            return (
              // biome-ignore lint/a11y/useSemanticElements: an svg has no buttons
              <g
                key={cell.code}
                ref={(element) => {
                  if (element) buttons.current.set(cell.code, element);
                }}
                role="button"
                className="zone-cell"
                tabIndex={cell.code === reachable ? 0 : -1}
                aria-label={`${place.name}: ${place.value}`}
                aria-pressed={chosen.has(cell.code)}
                onFocus={() => setCurrent(cell.code)}
                onMouseEnter={() => setCurrent(cell.code)}
                onClick={(event) =>
                  event.shiftKey || event.ctrlKey || event.metaKey ? onChoose(cell.code) : onPick(cell.code)
                }
                onKeyDown={(event) => onKey(event, cell)}
              >
                <path className={`map-cell ${zoneTone(place.tone)}`} d={cell.path} />
                {shape === 'hex' && (
                  <text x={cell.x} y={cell.y + 4}>
                    {place.mark}
                  </text>
                )}
                <title>{`${place.name}: ${place.value}`}</title>
              </g>
            );
          })}
        </g>
        {drawn
          .filter(({ code }) => chosen.has(code))
          .map((cell) => (
            <path key={cell.code} className="zone-chosen" d={cell.path} />
          ))}
        {here && <path className="map-focus" d={here.path} />}
      </svg>
      <p className="map-here" aria-hidden="true">
        {here && `${known.get(here.code)?.name}: ${known.get(here.code)?.value}`}
      </p>
      <figcaption>
        {t('ui:map.zone-keys')} {t(`ui:map.${shape}-note`)} {t('ui:map.credits')}
      </figcaption>
    </figure>
  );
}
