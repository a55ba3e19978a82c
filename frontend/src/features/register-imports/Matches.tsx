import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { http, ifMatch, orThrow } from '@/api/client';
import { refetchAll } from '@/api/query-client';
import { t } from '@/lib/i18n';
import type { Problem } from '@/lib/problem';
import { Button } from '@/ui/Button';
import { DataTable } from '@/ui/DataTable';
import { Select } from '@/ui/Field';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { Where } from './Rows';
import { useRows } from './useRows';
import type { Import, Row } from './words';

const filters = ['proposed', 'decided', 'unmatched', 'known'] as const;

/** What a text comparison proposes, for a person to decide row by row; each decision is saved at once. */
export function Matches({ data }: { data: Import }) {
  const [match, setMatch] = useState<(typeof filters)[number]>('proposed');
  const { rows, problem, retry, more } = useRows(data, { match });
  const may = data.actions.includes('mapping');
  return (
    <>
      <p>{t('register-imports:matches.lead')}</p>
      <Select
        label={t('register-imports:matches.filter')}
        options={filters.map((value) => ({ value, label: t(`register-imports:matches.${value}`) }))}
        value={match}
        onChange={(event) => setMatch(event.target.value as typeof match)}
      />
      <ProblemAlert problem={problem} retry={retry} />
      {!rows && !problem && <Loading />}
      {rows?.length === 0 && <p role="status">{t('register-imports:matches.empty')}</p>}
      {rows && rows.length > 0 && (
        <DataTable
          caption={t('register-imports:matches.title')}
          rows={rows}
          keyOf={({ id }) => String(id)}
          columns={[
            {
              name: 'number',
              label: t('register-imports:matches.number'),
              numeric: true,
              show: ({ number }) => number,
            },
            { name: 'own', label: t('register-imports:matches.own'), show: (row) => <Where row={row} /> },
            {
              name: 'entry',
              label: t('register-imports:matches.entry'),
              show: ({ code, entry }) => (code ? `${code} ${entry}` : t('ui:empty-value')),
            },
            {
              name: 'score',
              label: t('register-imports:matches.score'),
              numeric: true,
              show: ({ score }) => (score ? `${Math.round(score * 100)}%` : t('ui:empty-value')),
            },
            {
              name: 'decision',
              label: t('register-imports:matches.decision'),
              show: (row) => (may && !row.risk_id ? <Decision data={data} row={row} /> : t('ui:empty-value')),
            },
          ]}
        />
      )}
      {more && (
        <Button look="outline" onClick={more}>
          {t('register-imports:more')}
        </Button>
      )}
    </>
  );
}

function Decision({ data, row }: { data: Import; row: Row }) {
  const save = useMutation<unknown, Problem, 'adopt' | 'own'>({
    mutationFn: async (decision) =>
      orThrow(
        await http.PUT('/register-imports/{id}/rows/{number}/decision', {
          params: { path: { id: data.id, number: row.number }, header: ifMatch(`"v${row.version}"`) },
          body: { decision },
        }),
      ),
    onSettled: refetchAll, // somebody else may have decided first: what they said is shown
  });
  const label = {
    adopt: t('register-imports:matches.adopt', { code: row.code }),
    own: t('register-imports:matches.keep'),
  };
  return (
    <fieldset>
      <legend className="visually-hidden">
        {t('register-imports:matches.group', { number: row.number })}
      </legend>
      <div className="button-row">
        {(row.code ? (['adopt', 'own'] as const) : (['own'] as const)).map((decision) => (
          <Button
            key={decision}
            small
            look={row.decision === decision ? 'primary' : 'outline'}
            aria-pressed={row.decision === decision}
            busy={save.isPending}
            onClick={() => save.mutate(decision)}
          >
            {label[decision]}
          </Button>
        ))}
      </div>
      <ProblemAlert problem={save.error} fields />
    </fieldset>
  );
}
