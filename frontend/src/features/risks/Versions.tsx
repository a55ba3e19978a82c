import { useState } from 'react';
import { api } from '@/api/client';
import { formatDay, formatInstant } from '@/lib/dates';
import { t } from '@/lib/i18n';
import { AppLink } from '@/ui/AppLink';
import { DataTable } from '@/ui/DataTable';
import { Select } from '@/ui/Field';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { Differences } from './Differences';

/** The published versions of an entry: who validated each and when, and what changed between any two. */
export function Versions({ id }: { id: number }) {
  const { data, error } = api.useQuery('get', '/risks/{id}/versions', {
    params: { path: { id }, query: { limit: 200 } },
  });
  if (!data) return error ? <ProblemAlert problem={error} /> : <Loading />;
  return (
    <>
      <DataTable
        caption={t('risks:versions.caption')}
        rows={data.items}
        keyOf={({ number }) => String(number)}
        columns={[
          {
            name: 'number',
            label: t('risks:versions.number'),
            show: ({ number }) => t('risks:versions.one', { number }),
          },
          {
            name: 'by',
            label: t('risks:versions.by'),
            show: (row) => row.validated_by ?? t('risks:versions.unknown'),
          },
          {
            name: 'on',
            label: t('risks:versions.on'),
            show: (row) => (row.validated_on ? formatDay(row.validated_on) : formatInstant(row.published_at)),
          },
          {
            name: 'proposal',
            label: t('risks:versions.proposal'),
            show: ({ proposal_id }) =>
              proposal_id ? (
                <AppLink to={`/proposte/${proposal_id}`}>{t('risks:versions.see-proposal')}</AppLink>
              ) : (
                t('ui:empty-value')
              ),
          },
        ]}
      />
      {data.items.length > 1 && <Compare id={id} numbers={data.items.map(({ number }) => number)} />}
    </>
  );
}

function Compare({ id, numbers }: { id: number; numbers: number[] }) {
  const [from, setFrom] = useState(numbers[1]!);
  const [to, setTo] = useState(numbers[0]!);
  const { data, error } = api.useQuery('get', '/risks/{id}/version-diff', {
    params: { path: { id }, query: { from, to } },
  });
  const options = numbers.map((number) => ({
    value: String(number),
    label: t('risks:versions.one', { number }),
  }));
  return (
    <section>
      <h2 className="h5 mt-5">{t('risks:versions.compare')}</h2>
      <div className="form-grid">
        <Select
          label={t('risks:versions.from')}
          options={options}
          value={String(from)}
          onChange={(event) => setFrom(Number(event.target.value))}
        />
        <Select
          label={t('risks:versions.to')}
          options={options}
          value={String(to)}
          onChange={(event) => setTo(Number(event.target.value))}
        />
      </div>
      <ProblemAlert problem={error} />
      {data && (
        <Differences
          caption={t('risks:versions.changes', { from: data.from, to: data.to })}
          before={t('risks:versions.one', { number: data.from })}
          after={t('risks:versions.one', { number: data.to })}
          fields={data.fields}
        />
      )}
    </section>
  );
}
