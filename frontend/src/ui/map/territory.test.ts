import { expect, test } from 'vitest';
import { hexagons, neighbour, schematic } from './territory';

test('both shapes draw the same municipalities, once each', () => {
  const codes = (shape: { cells: { code: string }[] }) => shape.cells.map(({ code }) => code).sort();
  expect(new Set(codes(hexagons())).size).toBe(108);
  expect(codes(schematic())).toEqual(codes(hexagons()));
});

test('the arrows reach every municipality', () => {
  for (const { cells } of [hexagons(), schematic()]) {
    const reached = new Set([cells[0]!.code]);
    const queue = [cells[0]!];
    for (let from = queue.pop(); from; from = queue.pop()) {
      for (const key of ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight']) {
        const next = neighbour(cells, from, key);
        if (!next || reached.has(next.code)) continue;
        reached.add(next.code);
        queue.push(next);
      }
    }
    expect(cells.filter(({ code }) => !reached.has(code)).map(({ code }) => code)).toEqual([]);
  }
});
