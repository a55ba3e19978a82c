import { useEffect, useRef, useState } from 'react';
import { download, type Format } from '@/api/download';
import { t } from '@/lib/i18n';
import { Button } from '@/ui/Button';
import { DataTable } from '@/ui/DataTable';
import { FormatButtons } from '@/ui/DraftList';
import { Select } from '@/ui/Field';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { RowDialog } from './RowDialog';
import { useRows } from './useRows';
import type { Import, Row } from './words';

/** The report of the check: row, column, reason; on screen a page at a time, to take away whole. */
export function Rows({ data }: { data: Import }) {
  const [outcome, setOutcome] = useState<'' | 'good' | 'failed'>(data.failed > 0 ? 'failed' : '');
  const { rows, problem, retry, more } = useRows(data, outcome ? { outcome: [outcome] } : {});
  const [open, setOpen] = useState<Row>();
  const [done, setDone] = useState<number>();
  const status = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    if (done) status.current?.focus(); // the row, and the button that opened it, may have left the list
  }, [done]);
  const may = data.state === 'checked' && data.actions.includes('mapping');
  return (
    <>
      <Select
        label={t('register-imports:rows.filter')}
        empty={t('register-imports:rows.all')}
        options={(['failed', 'good'] as const).map((value) => ({
          value,
          label: t(`register-imports:rows.${value}`),
        }))}
        value={outcome}
        onChange={(event) => setOutcome(event.target.value as typeof outcome)}
      />
      <FormatButtons
        formats={['xlsx', 'csv']}
        name={t(
          outcome === 'failed' ? 'register-imports:rows.report-failed' : 'register-imports:rows.report',
        )}
        onDownload={(format) =>
          download(
            `/register-imports/${data.id}/rows${outcome ? `?outcome=${outcome}` : ''}`,
            format as Format,
            `relazione-importazione-${data.id}`,
          )
        }
      />
      <p ref={status} tabIndex={-1} role="status">
        {done && t('register-imports:rows.done', { number: done })}
      </p>
      <ProblemAlert problem={problem} retry={retry} />
      {!rows && !problem && <Loading />}
      {rows?.length === 0 && <p>{t('register-imports:rows.empty')}</p>}
      {rows && rows.length > 0 && (
        <DataTable
          caption={t('register-imports:rows.title')}
          rows={rows}
          keyOf={({ id }) => String(id)}
          columns={[
            {
              name: 'number',
              label: t('register-imports:rows.number'),
              numeric: true,
              show: ({ number }) => number,
            },
            { name: 'event', label: t('register-imports:rows.event'), show: (row) => <Where row={row} /> },
            {
              name: 'level',
              label: t('register-imports:rows.level'),
              show: (row) => levelOf(data, row) || t('ui:empty-value'),
            },
            {
              name: 'findings',
              label: t('register-imports:rows.findings'),
              show: (row) => <Findings row={row} />,
            },
            ...(may
              ? [
                  {
                    name: 'correct',
                    label: t('register-imports:rows.correct'),
                    show: (row: Row) => (
                      <Button
                        small
                        look="outline"
                        aria-label={t('register-imports:rows.correct-row', { number: row.number })}
                        onClick={() => setOpen(row)}
                      >
                        {t('register-imports:rows.correct')}
                      </Button>
                    ),
                  },
                ]
              : []),
          ]}
        />
      )}
      {more && (
        <Button look="outline" onClick={more}>
          {t('register-imports:more')}
        </Button>
      )}
      {open && (
        <RowDialog
          data={data}
          row={rows?.find(({ id }) => id === open.id) ?? open}
          onClose={() => setOpen(undefined)}
          onGood={({ number }) => {
            setOpen(undefined);
            setDone(number);
          }}
        />
      )}
    </>
  );
}

/** The level as the file has it and, corrected, as it is read. */
function levelOf(data: Import, { original, corrections }: Row) {
  const heading = data.columns.find(({ field }) => field === 'level')?.heading;
  const text = corrections.find(({ column }) => column === heading)?.text;
  return text && text !== original ? [original, text].filter(Boolean).join(' → ') : original;
}

export const Where = ({ row: { area, process, event, cells } }: { row: Row }) =>
  event || process ? (
    <>
      {[area, process].filter(Boolean).join(' · ')}
      <p>{event}</p>
    </>
  ) : (
    cells.filter(Boolean).join(' · ')
  );

const Findings = ({ row: { findings, corrections } }: { row: Row }) =>
  findings.length === 0 ? (
    t(corrections.length > 0 ? 'register-imports:rows.corrected' : 'register-imports:rows.fine')
  ) : (
    <ul>
      {findings.map(({ column, code, detail, blocking }) => (
        <li key={column + code}>
          <strong>
            {t(blocking ? 'register-imports:rows.error' : 'register-imports:rows.note')}
            {column && `, ${column}`}:
          </strong>{' '}
          {detail}
        </li>
      ))}
    </ul>
  );
