import { type Dispatch, useState } from 'react';
import type { Schemas } from '@/api/client';
import { municipalityName } from '@/api/reference';
import { t } from '@/lib/i18n';
import { formatNumber } from '@/lib/numbers';
import { Button } from '@/ui/Button';
import { DataTable } from '@/ui/DataTable';
import { Designer } from '@/ui/Designer';
import { Field, Select } from '@/ui/Field';
import { Fold } from '@/ui/Fold';
import { ZoneMap } from '@/ui/map/ZoneMap';
import { Notice } from '@/ui/Notice';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { Balance, Cards } from './Cards';
import { Moves } from './Comparison';
import { type DesignZone, differences, homes, type Step } from './state';
import { useFigures } from './useFigures';

const d = (name: string, values?: Record<string, string | number>) => t(`zone-sets:design.${name}`, values);

type Props = {
  places: Schemas['ZonePlace'][];
  start: Schemas['ZoneDrawn'][];
  zones: DesignZone[];
  step: Dispatch<Step>;
};

/** The map and the table of one design: the same data, moved from either. */
export function Board({ places, start, zones, step }: Props) {
  const [wanted, setActive] = useState(zones[0]?.code ?? '');
  const [chosen, setChosen] = useState(new Set<string>());
  const [told, setTold] = useState('');
  const figures = useFigures(zones);
  const active = zones.find(({ code }) => code === wanted) ?? zones[0];
  const home = homes(zones);
  const named = (code: string) => {
    const zone = zones.find((one) => one.code === code) ?? start.find((one) => one.code === code);
    return zone ? `${zone.code} ${zone.name ?? ''}` : d('no-zone');
  };
  const moves = differences(start, zones);
  const changed = new Set(moves.flatMap(({ from, to }) => [from, to]));
  const unassigned = places.filter(({ municipality }) => !home.has(municipality));

  const move = (codes: string[], to: string) => {
    step({ kind: 'move', codes, to });
    setTold(d('moved', { name: codes.map(municipalityName).join(', '), zone: named(to) }));
    setChosen(new Set());
  };
  const choose = (code: string) => {
    const next = new Set(chosen);
    if (!next.delete(code)) next.add(code);
    setChosen(next);
  };
  const pick = (code: string) => active && move([code], active.code);

  return (
    <>
      <p className="visually-hidden" role="status">
        {told}
      </p>
      {unassigned.length > 0 && (
        <Notice
          tone="warning"
          title={d('unassigned', {
            count: unassigned.length,
            names: unassigned
              .slice(0, 12)
              .map(({ name }) => name)
              .join(', '),
          })}
        />
      )}
      <ProblemAlert problem={figures.error} fields />
      <Cards
        zones={zones}
        now={figures.data}
        start={start}
        active={active?.code ?? ''}
        changed={changed}
        onChoose={setActive}
      />
      {active && chosen.size > 0 && (
        <p>
          <Button small onClick={() => move([...chosen], active.code)}>
            {d('move', { count: chosen.size, zone: named(active.code) })}
          </Button>{' '}
          <Button small look="outline" onClick={() => setChosen(new Set())}>
            {d('unchoose')}
          </Button>
        </p>
      )}
      <Designer
        map={
          <ZoneMap
            label={d('map')}
            chosen={chosen}
            onPick={pick}
            onChoose={choose}
            places={places.map((place) => {
              const zone = home.get(place.municipality) ?? '';
              return {
                code: place.municipality,
                name: place.name,
                mark: zone,
                tone: zones.findIndex(({ code }) => code === zone),
                value: d('place', {
                  zone: named(zone),
                  population: formatNumber(place.population),
                  class: place.inner_area_class,
                }),
              };
            })}
          />
        }
        side={
          <>
            {active && <ActiveZone key={active.code} zone={active} zones={zones} step={step} />}
            <DataTable
              caption={d('table')}
              rows={places}
              keyOf={({ municipality }) => municipality}
              columns={[
                {
                  name: 'name',
                  label: d('name'),
                  show: ({ municipality, name }) => (
                    <label>
                      <input
                        type="checkbox"
                        checked={chosen.has(municipality)}
                        aria-label={d('choose-of', { name })}
                        onChange={() => choose(municipality)}
                      />{' '}
                      {name}
                    </label>
                  ),
                },
                {
                  name: 'zone',
                  label: d('zone'),
                  show: ({ municipality, name }) => (
                    <select
                      aria-label={d('zone-of', { name })}
                      value={home.get(municipality) ?? ''}
                      onChange={(event) => move([municipality], event.target.value)}
                    >
                      <option value="">{d('no-zone')}</option>
                      {zones.map((zone) => (
                        <option key={zone.code} value={zone.code}>
                          {named(zone.code)}
                        </option>
                      ))}
                    </select>
                  ),
                },
                {
                  name: 'population',
                  label: d('population'),
                  numeric: true,
                  show: ({ population }) => formatNumber(population),
                },
                { name: 'class', label: d('class'), show: (place) => place.inner_area_class },
              ]}
            />
          </>
        }
      />
      <Fold title={d('moves')} open={moves.length > 0}>
        <Moves moves={moves} nameFrom={named} nameTo={named} />
      </Fold>
      {figures.data && <Balance drawing={figures.data} />}
    </>
  );
}

type ActiveProps = { zone: DesignZone; zones: DesignZone[]; step: Dispatch<Step> };

/** Name and meeting place of the zone that receives. */
function ActiveZone({ zone, zones, step }: ActiveProps) {
  const edit = (change: Partial<DesignZone>) => step({ kind: 'edit', zone: zone.code, change });
  const [name, setName] = useState(zone.name ?? '');
  return (
    <Fold title={`${d('edit-zone')}: ${zone.code} ${zone.name ?? ''}`}>
      <Field
        label={d('zone-name')}
        required
        maxLength={120}
        value={name}
        onChange={(event) => setName(event.target.value)}
        onBlur={() => name !== zone.name && edit({ name })}
      />
      <Select
        label={d('seat')}
        empty={d('seat-none')}
        value={zone.seat ?? ''}
        options={zone.municipalities.map((code) => ({ value: code, label: municipalityName(code) }))}
        onChange={(event) => edit({ seat: event.target.value || undefined })}
      />
      {zones.length > 1 && (
        <Button small look="outline" onClick={() => step({ kind: 'remove', zone: zone.code })}>
          {d('remove')}
        </Button>
      )}
    </Fold>
  );
}
