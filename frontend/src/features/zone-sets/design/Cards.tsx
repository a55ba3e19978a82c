import type { Schemas } from '@/api/client';
import { municipalityName } from '@/api/reference';
import { t } from '@/lib/i18n';
import { formatNumber, formatShare } from '@/lib/numbers';
import { ZoneCards } from '@/ui/ZoneCards';
import type { DesignZone } from './state';

type Figures = Schemas['ZoneFigures'];
const d = (name: string, values?: Record<string, string | number>) => t(`zone-sets:design.${name}`, values);

type Props = {
  zones: DesignZone[];
  now?: Schemas['ZoneDrawing'];
  start: Schemas['ZoneDrawn'][];
  active: string;
  changed: Set<string>;
  onChoose: (code: string) => void;
};

/** The figures of every zone, with what changed since the beginning. */
export function Cards({ zones, now, start, active, changed, onChoose }: Props) {
  const figures = new Map(now?.zones.map((zone) => [zone.code, zone.figures]));
  const before = new Map(start.map((zone) => [zone.code, zone.figures]));
  const most = Math.max(1, ...[...figures.values()].map(({ population }) => population));
  return (
    <ZoneCards
      label={d('zones')}
      onChoose={onChoose}
      cards={zones.map(({ code, name = '' }, tone) => ({
        code,
        name,
        tone,
        active: code === active,
        changed: changed.has(code),
        choose: d('choose', { code, name }),
        bar: (figures.get(code)?.population ?? 0) / most,
        lines: lines(figures.get(code), before.get(code)),
      }))}
    />
  );
}

function lines(now?: Figures, before?: Figures): string[] {
  if (!now) return [];
  const delta = (name: 'municipalities' | 'population') => {
    const difference = now[name] - (before?.[name] ?? 0);
    const sign = difference > 0 ? '+' : '';
    return difference ? d('figures.delta', { delta: sign + formatNumber(difference) }) : '';
  };
  const employees = { employees: formatNumber(now.employees), unknown: formatNumber(now.employees_unknown) };
  const out = [
    d('figures.municipalities', { count: now.municipalities }) + delta('municipalities'),
    d('figures.population', { population: formatNumber(now.population) }) + delta('population'),
    d(now.employees_unknown ? 'figures.employees-unknown' : 'figures.employees', employees),
    d('figures.peripheral', {
      share: formatShare(now.peripheral_share, 0),
      remote: formatNumber(now.remote),
      islands: formatNumber(now.islands),
    }),
  ];
  if (now.meeting?.farthest) out.push(meeting('meeting', now.meeting));
  if (now.at_seat?.farthest) out.push(meeting('seat', now.at_seat));
  return out;
}

const meeting = (kind: 'meeting' | 'seat', at: Schemas['ZoneMeeting']) =>
  d(`figures.${kind}`, {
    place: municipalityName(at.municipality),
    average: formatNumber(Math.round(at.average_km)),
    max: formatNumber(Math.round(at.max_km)),
    farthest: municipalityName(at.farthest ?? ''),
  }) + (at.by_sea ? d('figures.sea') : '');

/** How even the zones are. */
export function Balance({ drawing }: { drawing: Schemas['ZoneDrawing'] }) {
  return (
    <>
      <h2 className="h6">{d('balance')}</h2>
      <ul>
        {(['municipalities', 'population', 'employees'] as const).map((name) => (
          <li key={name}>
            {d('balance-line', {
              what: d(`balance-of.${name}`),
              least: formatNumber(drawing.balance[name].least),
              most: formatNumber(drawing.balance[name].most),
              mean: formatNumber(Math.round(drawing.balance[name].mean)),
              variation: formatShare(drawing.balance[name].variation, 0),
            })}
          </li>
        ))}
      </ul>
      <p>{d('distances', { detour: formatNumber(drawing.detour) })}</p>
    </>
  );
}
