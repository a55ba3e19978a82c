import type { Schemas } from '@/api/client';

export type DesignZone = Schemas['ZoneDesignZone'];
export type State = { zones: DesignZone[]; past: DesignZone[][]; future: DesignZone[][] };

type Change =
  | { kind: 'move'; codes: string[]; to: string }
  | { kind: 'edit'; zone: string; change: Partial<DesignZone> }
  | { kind: 'add'; zone: DesignZone }
  | { kind: 'remove'; zone: string }
  | { kind: 'replace'; zones: DesignZone[] };
export type Step = Change | { kind: 'undo' } | { kind: 'redo' };

const STEPS_KEPT = 100;

export const begin = (zones: DesignZone[]): State => ({ zones, past: [], future: [] });

/** Every change of a design, and the way back. */
export function reduce(state: State, step: Step): State {
  const { zones, past, future } = state;
  if (step.kind === 'undo') {
    const before = past.at(-1);
    return before ? { zones: before, past: past.slice(0, -1), future: [zones, ...future] } : state;
  }
  if (step.kind === 'redo') {
    const [next, ...rest] = future;
    return next ? { zones: next, past: [...past, zones], future: rest } : state;
  }
  const next = change(zones, step);
  return next === zones ? state : { zones: next, past: [...past, zones].slice(-STEPS_KEPT), future: [] };
}

function change(zones: DesignZone[], step: Change): DesignZone[] {
  switch (step.kind) {
    case 'move':
      return moved(zones, step.codes, step.to);
    case 'edit':
      return zones.map((zone) => (zone.code === step.zone ? { ...zone, ...step.change } : zone));
    case 'add':
      return [...zones, step.zone];
    case 'remove':
      return zones.filter((zone) => zone.code !== step.zone);
    case 'replace':
      return step.zones;
  }
}

/** To a zone, or out of all of them when `to` is ''. A seat that leaves its zone is no longer its seat. */
function moved(zones: DesignZone[], codes: string[], to: string): DesignZone[] {
  const home = homes(zones);
  const leaving = codes.filter((code) => (home.get(code) ?? '') !== to);
  if (!leaving.length) return zones;
  return zones.map((zone) => {
    const stay = zone.municipalities.filter((code) => !leaving.includes(code));
    const municipalities = zone.code === to ? [...stay, ...leaving] : stay;
    const seat = zone.seat && municipalities.includes(zone.seat) ? zone.seat : undefined;
    return { ...zone, municipalities, seat };
  });
}

/** The code of the zone of each municipality. */
export const homes = (zones: DesignZone[]): Map<string, string> =>
  new Map(zones.flatMap((zone) => zone.municipalities.map((code) => [code, zone.code] as const)));

/** The municipalities that are in another zone than before, by code of the zones. */
export function differences(before: DesignZone[], after: DesignZone[]) {
  const [from, to] = [homes(before), homes(after)];
  return [...new Set([...from.keys(), ...to.keys()])]
    .map((code) => ({ code, from: from.get(code) ?? '', to: to.get(code) ?? '' }))
    .filter((one) => one.from !== one.to);
}

export function freeCode(zones: DesignZone[]): string {
  let n = zones.length + 1;
  while (zones.some(({ code }) => code === `Z${n}`)) n++;
  return `Z${n}`;
}

/** Without figures: what is sent. */
export const bare = ({ code, name, seat, municipalities }: DesignZone): DesignZone => ({
  code,
  name,
  seat: seat || undefined,
  municipalities,
});
