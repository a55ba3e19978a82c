import type { ReactNode } from 'react';
import { zoneTone } from './map/ZoneMap';

export type ZoneCard = {
  code: string;
  name: string;
  tone: number;
  active: boolean;
  changed?: boolean;
  /** Between 0 and 1, of the largest. */
  bar: number;
  lines: ReactNode[];
  /** Said with the choice for those who do not see it. */
  choose: string;
};

/** The zones of a design, one of them the one that receives; each with its figures. */
export function ZoneCards({
  label,
  cards,
  onChoose,
}: {
  label: string;
  cards: ZoneCard[];
  onChoose: (code: string) => void;
}) {
  return (
    <ul className="zone-cards" aria-label={label}>
      {cards.map(({ code, name, tone, active, changed, bar, lines, choose }) => (
        <li key={code} className={`${active ? 'active' : ''} ${changed ? 'changed' : ''}`}>
          <button type="button" aria-pressed={active} onClick={() => onChoose(code)} aria-label={choose}>
            <i className={zoneTone(tone)} aria-hidden="true">
              {code}
            </i>
            <strong>{name}</strong>
          </button>
          <svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" focusable="false">
            <rect className="zone-bar-ground" width="100" height="4" />
            <rect className={zoneTone(tone)} width={(bar * 100).toFixed(1)} height="4" />
          </svg>
          {lines.map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a card keep their places
            <p key={index}>{line}</p>
          ))}
        </li>
      ))}
    </ul>
  );
}
