import type { ReactNode } from 'react';
import type { Schemas } from '@/api/client';
import { t } from '@/lib/i18n';
import { formatNumber } from '@/lib/numbers';
import { Bars } from '@/ui/Bars';
import { DataTable } from '@/ui/DataTable';
import type { MapTone } from '@/ui/map/TerritoryMap';

type Cell = Schemas['Cell'];
export type Divided = { key: string; label: string; link?: ReactNode; members?: number; cells: Cell[] };

export const cellText = ({ count, suppressed }: Cell) =>
  suppressed ? t('overview:few') : formatNumber(count);

const tones: MapTone[] = [0, 2, 4, 5];

type Props = { caption: string; head: string; values: 'level' | 'done'; rows: Divided[]; members?: boolean };

/** How groups of municipalities divide: a table, and the same in bars beside it. */
export function DividedTable({ caption, head, values, rows, members }: Props) {
  const names = (values === 'level' ? ['0', '1', '2', '3'] : ['0', '1']).map((value) =>
    t(`overview:value.${values}.${value}`),
  );
  return (
    <div className="beside">
      <div className="beside-table">
        <DataTable
          caption={caption}
          rows={rows}
          keyOf={({ key }) => key}
          columns={[
            { name: 'group', label: head, show: ({ link, label }) => link ?? label },
            ...(members
              ? [
                  {
                    name: 'members',
                    label: t('overview:zones.members'),
                    numeric: true,
                    show: (row: Divided) => formatNumber(row.members ?? 0),
                  },
                ]
              : []),
            ...names.map((label, index) => ({
              name: label,
              label,
              numeric: true,
              show: ({ cells }: Divided) => cellText(cells[index]!),
            })),
          ]}
        />
      </div>
      <Bars
        label={caption}
        series={names.map((label, index) => ({ label, tone: tones[index]! }))}
        rows={rows.map(({ label, cells }) => ({
          label,
          values: cells.map((cell) => ({
            text: cellText(cell),
            value: cell.suppressed ? undefined : cell.count,
          })),
        }))}
      />
    </div>
  );
}
