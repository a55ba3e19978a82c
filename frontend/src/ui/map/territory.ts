import { Delaunay } from 'd3-delaunay';
import territory from './territory.json';

// The geography of this network: a hexagon a municipality (column, row), the inhabited places that shape the schematic
// cells ('' for a neighbour's), the coast. Another network replaces territory.json and nothing else.
// Sources: ISTAT codes, GeoNames seats (CC BY 4.0), Natural Earth coast.
type Ring = [number, number][];
const { box, hexes, places, coast } = territory as unknown as {
  box: [number, number, number, number];
  hexes: [string, number, number][];
  places: [string, number, number][];
  coast: Ring[];
};

export type Cell = { code: string; x: number; y: number; path: string };
export type Shape = { cells: Cell[]; width: number; height: number; land?: string };

const WIDTH = 900;
const path = (points: readonly (readonly number[])[]) =>
  `M${points.map(([x, y]) => `${x!.toFixed(1)},${y!.toFixed(1)}`).join('L')}Z`;

/** One equal cell a municipality: the best shape for counting. */
export function hexagons(): Shape {
  const columns = Math.max(...hexes.map(([, column]) => column)) + 2;
  const rows = Math.max(...hexes.map(([, , row]) => row)) + 1;
  const size = WIDTH / columns / Math.sqrt(3);
  const cells = hexes.map(([code, column, row]) => {
    const x = (column + 0.75 + (row % 2) / 2) * size * Math.sqrt(3);
    const y = (row * 1.5 + 1.2) * size;
    const corners = [0, 1, 2, 3, 4, 5].map((corner) => {
      const angle = (Math.PI / 180) * (60 * corner - 30);
      return [x + size * 0.97 * Math.cos(angle), y + size * 0.97 * Math.sin(angle)];
    });
    return { code, x, y, path: path(corners) };
  });
  return { cells, width: WIDTH, height: (rows * 1.5 + 0.9) * size };
}

/** Each point of the land goes to the nearest inhabited place: the shape of the territory, not its boundaries. */
export function schematic(): Shape {
  const [west, south, east, north] = box;
  const stretch = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const scale = WIDTH / ((east - west) * stretch);
  const height = (north - south) * scale;
  const project = (lon: number, lat: number): [number, number] => [
    (lon - west) * stretch * scale,
    (north - lat) * scale,
  ];

  const points = places.map(([, lon, lat]) => project(lon, lat));
  const voronoi = Delaunay.from(points).voronoi([-60, -60, WIDTH + 60, height + 60]);
  const cells = new Map<string, Cell>();
  places.forEach(([code], index) => {
    const polygon = voronoi.cellPolygon(index);
    if (!code || !polygon) return;
    const [x, y] = points[index]!;
    const before = cells.get(code);
    cells.set(
      code,
      before ? { ...before, path: before.path + path(polygon) } : { code, x, y, path: path(polygon) },
    );
  });
  const land = coast.map((ring) => path(ring.map(([lon, lat]) => project(lon, lat)))).join('');
  return { cells: [...cells.values()], width: WIDTH, height, land };
}

/** The cell one meets going from another in a direction, by the keyboard's arrows. */
export function neighbour(cells: Cell[], from: Cell, key: string): Cell | undefined {
  const [dx, dy] = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[key] ?? [
    0, 0,
  ];
  let best: Cell | undefined;
  let shortest = Number.POSITIVE_INFINITY;
  for (const cell of cells) {
    const along = (cell.x - from.x) * dx! + (cell.y - from.y) * dy!;
    const aside = Math.abs((cell.x - from.x) * dy!) + Math.abs((cell.y - from.y) * dx!);
    const cost = along + 2 * aside;
    if (along > 1 && aside <= along * 1.8 && cost < shortest) {
      best = cell;
      shortest = cost;
    }
  }
  return best;
}
