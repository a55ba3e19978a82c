import { type CSSProperties, memo, type ReactNode } from 'react';
import { t } from '@/lib/i18n';
import { formatNumber } from '@/lib/numbers';
import { type Area, highest, type Process } from './useWork';
import { Level, WorkRow } from './WorkRow';

/** How much room what is out of sight may take: scrolling stays even. */
const size = (rows: number, processes: number) =>
  ({ '--rows': rows, '--processes': processes }) as CSSProperties;

type Shared = {
  /** The last process may go on in rows that are not there yet. */
  cut: boolean;
  open?: number;
  toggle: (risk: number) => void;
  /** Where the open event is judged. */
  children: ReactNode;
};

export function WorkArea({
  area,
  events,
  cut,
  open,
  toggle,
  children,
}: Shared & { area: Area; events: number }) {
  const rows = area.processes.reduce((n, process) => n + process.rows.length, 0);
  return (
    <section className="work-area" style={size(rows, area.processes.length)}>
      <h2 className="h4">
        {area.code} {area.name}{' '}
        <small>{t('register-work:events', { count: events, number: formatNumber(events) })}</small>
      </h2>
      {area.processes.map((process, at) => {
        const here = open !== undefined && process.rows.some(({ risk_id }) => risk_id === open);
        return (
          <WorkProcess
            key={process.name}
            process={process}
            cut={cut && at === area.processes.length - 1}
            open={here ? open : undefined}
            toggle={toggle}
          >
            {here && children}
          </WorkProcess>
        );
      })}
    </section>
  );
}

type ProcessProps = Shared & { process: Process };

/** A process is grouped anew whenever rows come, mostly of the same rows. */
const same = (a: ProcessProps, b: ProcessProps) =>
  a.cut === b.cut &&
  a.open === b.open &&
  a.toggle === b.toggle &&
  a.children === b.children &&
  a.process.rows.length === b.process.rows.length &&
  a.process.rows.every((row, at) => row === b.process.rows[at]);

const WorkProcess = memo(function WorkProcess({ process, cut, open, toggle, children }: ProcessProps) {
  return (
    <section className="work-process" style={size(process.rows.length, 1)}>
      <h3 className="h6">
        {process.name} <Level level={cut ? undefined : highest(process.rows)} />
      </h3>
      <ul>
        {process.rows.map((row) => (
          <WorkRow key={row.risk_id} row={row} open={open === row.risk_id} toggle={toggle}>
            {open === row.risk_id && children}
          </WorkRow>
        ))}
      </ul>
    </section>
  );
}, same);
