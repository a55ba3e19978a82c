import type { ReactNode } from 'react';
import type { Schemas } from '@/api/client';
import { t } from '@/lib/i18n';
import { formatNumber } from '@/lib/numbers';
import { DataTable } from '@/ui/DataTable';
import { Stack, StackLegend, type StackPart } from '@/ui/Stack';

type Cell = Schemas['Cell'];
export type Divided = { key: string; label: string; link?: ReactNode; members: number; cells: Cell[] };

const cellText = ({ count, suppressed }: Cell) => (suppressed ? t('overview:few') : formatNumber(count));

const parts: Record<'level' | 'done', StackPart[]> = {
  level: ['none', 'low', 'medium', 'high'],
  done: ['none', 'done'],
};

type Props = { caption: string; head: string; values: 'level' | 'done'; rows: Divided[]; members?: boolean };

/** How groups of municipalities divide: the numbers, and the same drawn in their row. */
export function DividedTable({ caption, head, values, rows, members }: Props) {
  const names = parts[values].map((_, value) => t(`overview:value.${values}.${value}`));
  return (
    <>
      <StackLegend
        parts={parts[values].map((part, index) => ({ part, label: names[index]! }))}
        hidden={t('overview:few')}
      />
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
                  show: (row: Divided) => formatNumber(row.members),
                },
              ]
            : []),
          ...names.map((label, index) => ({
            name: label,
            label,
            numeric: true,
            show: ({ cells }: Divided) => cellText(cells[index]!),
          })),
          {
            name: 'drawn',
            label: t('overview:drawn'),
            show: ({ cells, members: all }: Divided) => (
              <Stack
                total={all}
                parts={parts[values].map((part, index) => ({ part, count: cells[index]!.count }))}
              />
            ),
          },
        ]}
      />
    </>
  );
}
