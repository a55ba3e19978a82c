import type { ReactNode } from 'react';
import { t } from '@/lib/i18n';
import type { Search } from '@/lib/url-state';
import { AppLink } from './AppLink';
import { Icon } from './Icon';

export type Column<Row> = {
  name: string;
  label: string;
  show: (row: Row) => ReactNode;
  numeric?: boolean;
  /** Where the header leads, when the column sorts. */
  sort?: { search: Search; to: string; direction?: 'ascending' | 'descending' };
};

type Props<Row> = {
  caption: string;
  columns: Column<Row>[];
  rows: Row[];
  keyOf: (row: Row) => string;
  busy?: boolean;
};

/**
 * A compact table; the first column names the row. Under 576 px each row becomes a card: the roles are spelled out
 * because a browser forgets them when CSS changes the display.
 */
export function DataTable<Row>({ caption, columns, rows, keyOf, busy }: Props<Row>) {
  return (
    <section className="data-table" aria-label={caption} aria-busy={busy} tabIndex={0}>
      <table className="table table-hover" role="table">
        <caption>{caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map((column) => (
              <th
                key={column.name}
                scope="col"
                role="columnheader"
                aria-sort={column.sort?.direction}
                className={align(column)}
              >
                <Heading column={column} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <tr key={keyOf(row)} role="row">
              {columns.map((column, index) =>
                index === 0 ? (
                  <th key={column.name} scope="row" role="rowheader">
                    {column.show(row)}
                  </th>
                ) : (
                  <td key={column.name} role="cell" data-label={column.label} className={align(column)}>
                    {column.show(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const align = ({ numeric }: { numeric?: boolean }) => (numeric ? 'text-num' : undefined);

function Heading<Row>({ column: { label, sort } }: { column: Column<Row> }) {
  if (!sort) return <>{label}</>;
  return (
    <AppLink to={sort.to} search={sort.search}>
      {label}
      {sort.direction && (
        <Icon name={sort.direction === 'ascending' ? 'it-arrow-up' : 'it-arrow-down'} size="xs" />
      )}
      <span className="visually-hidden">{t('ui:sort')}</span>
    </AppLink>
  );
}
