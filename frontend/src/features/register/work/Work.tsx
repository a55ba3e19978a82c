import {
  type ComponentType,
  type KeyboardEvent,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { Schemas } from '@/api/client';
import { t } from '@/lib/i18n';
import { formatNumber } from '@/lib/numbers';
import { Button } from '@/ui/Button';
import { MoreRows } from '@/ui/MoreRows';
import {
  type Edition,
  type Filters,
  grouped,
  type JudgeProps,
  kept,
  none,
  type Row,
  useRow,
  useSummary,
  type useWork,
} from './useWork';
import { WorkArea } from './WorkArea';
import { WorkFilters } from './WorkFilters';

type Props = {
  edition: Edition;
  sum: Schemas['RegisterSummary'];
  work: ReturnType<typeof useWork>;
  filters: Filters;
  setFilters: (filters: Filters) => void;
  Judge: ComponentType<JudgeProps>;
};
type Open = { row: Row; after?: number };

/** What is opened, and after what it stands. */
function opened(rows: Row[], risk: number | undefined): Open | undefined {
  const at = rows.findIndex(({ risk_id }) => risk_id === risk);
  return rows[at] && { row: rows[at], after: rows[at - 1]?.risk_id };
}

const unconfirmed = (row: Row) => row.state !== 'confirmed';

/** The events of a register: how many are judged, which ones are wanted, and each where it stands. */
export function Work({ edition, sum, work, filters, setFilters, Judge }: Props) {
  const [open, setOpen] = useState<Open>();
  const [seeking, setSeeking] = useState(false);
  const list = useRef<HTMLDivElement>(null);
  const found = useSummary(edition, filters).data ?? sum;
  const now = useRow(edition, open?.row.risk_id) ?? open?.row;
  // What one works on stays in sight, whatever its new state.
  const rows = useMemo(() => kept(work.rows, now, open?.after), [work.rows, now, open?.after]);
  const areas = useMemo(() => grouped(rows), [rows]);
  const latest = useRef(rows);
  useEffect(() => {
    latest.current = rows;
  }, [rows]);
  const risk = open?.row.risk_id;
  const toggle = useCallback(
    (one: number) => setOpen((was) => (was?.row.risk_id === one ? undefined : opened(latest.current, one))),
    [],
  );
  const go = useCallback((to: Row) => {
    setOpen(opened(latest.current, to.risk_id));
    requestAnimationFrame(() => {
      const line = document.querySelector<HTMLElement>(`[aria-controls="rischio-${to.risk_id}"]`);
      line?.scrollIntoView({ block: 'start' });
      line?.focus();
    });
  }, []);
  const another = rows.find((row) => unconfirmed(row) && row.risk_id !== risk);
  const left = sum.risks - sum.confirmed - (now && unconfirmed(now) ? 1 : 0);
  /** The next one is among those that are there, or the first of those that are asked for. */
  const next = () => {
    if (another) return go(another);
    setFilters({ ...none, state: 'open' });
    setSeeking(true);
  };
  useEffect(() => {
    if (!seeking || work.stale || filters.state !== 'open' || !another) return;
    setSeeking(false);
    go(another);
  }, [seeking, work.stale, filters.state, another, go]);
  /** The arrows go from line to line. */
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const here = event.target as HTMLElement;
    if (!step || !here.classList.contains('work-line')) return;
    const lines = [...list.current!.querySelectorAll<HTMLElement>('.work-line')];
    lines[lines.indexOf(here) + step]?.focus();
    event.preventDefault();
  };
  const counts = new Map(found.areas.map(({ code, risks }) => [code, risks]));
  return (
    <>
      <div className="work-progress">
        <label>
          {t('register-work:progress', {
            confirmed: formatNumber(sum.confirmed),
            all: formatNumber(sum.risks),
          })}
          <progress value={sum.confirmed} max={sum.risks} />
        </label>
        {left > 0 && (
          <Button look="primary" onClick={next}>
            {t('register-work:next')}
          </Button>
        )}
      </div>
      <WorkFilters areas={sum.areas} filters={filters} setFilters={setFilters} />
      <p role="status">
        {found.risks
          ? t('register-work:shown', { count: found.risks, number: formatNumber(found.risks) })
          : t('register-work:none')}
      </p>
      {work.more && (
        <p className="d-none d-print-block">
          {t('register-work:printed', { shown: formatNumber(rows.length), all: formatNumber(found.risks) })}
        </p>
      )}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the arrows are a shortcut beside Tab */}
      <div ref={list} onKeyDown={onKeyDown} aria-busy={work.stale}>
        {areas.map((area, at) => (
          <WorkArea
            key={area.code}
            area={area}
            events={counts.get(area.code) ?? area.processes.reduce((n, { rows }) => n + rows.length, 0)}
            cut={work.more && at === areas.length - 1}
            open={risk}
            toggle={toggle}
          >
            {now && <Judge row={now} year={edition.year} method={edition.method} />}
          </WorkArea>
        ))}
      </div>
      {work.more && <MoreRows label={t('register-work:more')} busy={work.busy} next={work.next} />}
    </>
  );
}
