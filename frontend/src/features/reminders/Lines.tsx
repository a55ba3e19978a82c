import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { http, orThrow, type Schemas } from '@/api/client';
import { download } from '@/api/download';
import { formatDay } from '@/lib/dates';
import { t } from '@/lib/i18n';
import { adhesionText } from '@/resource/adhesion';
import { AppLink } from '@/ui/AppLink';
import { Button } from '@/ui/Button';
import { DataTable } from '@/ui/DataTable';
import { ExportMenu } from '@/ui/ExportMenu';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { Dispatch } from './Dispatch';

type Line = Schemas['Reminder'];
const formats = ['csv', 'xlsx'] as const;

/** What a run asked of whom, the list that goes by certified mail, and what of it has left. */
export function Lines({ run }: { run: number }) {
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const [marking, setMarking] = useState<number[]>();
  const { data, error } = useQuery({
    queryKey: ['/reminders', run],
    queryFn: async ({ signal }) => {
      const found: Line[] = [];
      for (let cursor: string | undefined; cursor !== ''; ) {
        const query = { run: [run], limit: 200, cursor };
        const page = orThrow(await http.GET('/reminders', { params: { query }, signal }));
        found.push(...page.items);
        cursor = page.next_cursor;
      }
      return found;
    },
  });
  const waiting = data?.filter(({ state }) => state === 'listed') ?? [];
  const picked = waiting.map(({ id }) => id).filter((id) => chosen.has(id));
  const choose = (id: number, on: boolean) => {
    const next = new Set(chosen);
    if (on) next.add(id);
    else next.delete(id);
    setChosen(next);
  };
  return (
    <section>
      <h2 className="h5">{t('reminders:lines.title')}</h2>
      <p>{t('reminders:lines.pec')}</p>
      <div className="tools">
        <ExportMenu
          formats={formats}
          onExport={(format) => download(`/reminders?run=${run}&audience=pec`, format, 'pec')}
        />
        {waiting.length > 0 && (
          <Button look="outline" small onClick={() => setMarking(picked)}>
            {picked.length > 0
              ? t('reminders:dispatch.chosen', { count: picked.length })
              : t('reminders:dispatch.all', { count: waiting.length })}
          </Button>
        )}
      </div>
      <ProblemAlert problem={error} />
      {!data && !error && <Loading />}
      {data && (
        <DataTable
          caption={t('reminders:lines.title')}
          rows={data}
          keyOf={({ id }) => String(id)}
          columns={[
            {
              name: 'name',
              label: t('reminders:lines.municipality'),
              show: ({ municipality, name }) => <AppLink to={`/adesioni/${municipality}`}>{name}</AppLink>,
            },
            {
              name: 'rule',
              label: t('reminders:lines.rule'),
              show: ({ rule }) =>
                rule === 'acceptance' ? t('reminders:lines.acceptance') : adhesionText(rule),
            },
            {
              name: 'audience',
              label: t('reminders:lines.audience'),
              show: ({ audience }) => t(`reminders:value.audience.${audience}`),
            },
            { name: 'state', label: t('reminders:lines.state'), show: outcome },
            {
              name: 'mark',
              label: t('reminders:dispatch.column'),
              show: ({ id, name, state }) =>
                state === 'listed' && (
                  <span className="tools">
                    <input
                      type="checkbox"
                      aria-label={t('reminders:dispatch.choose', { name })}
                      checked={chosen.has(id)}
                      onChange={(event) => choose(id, event.target.checked)}
                    />
                    <Button look="link" small onClick={() => setMarking([id])}>
                      {t('reminders:dispatch.one')}
                      <span className="visually-hidden"> {name}</span>
                    </Button>
                  </span>
                ),
            },
          ]}
        />
      )}
      {marking && (
        <Dispatch
          run={run}
          reminders={marking}
          count={marking.length || waiting.length}
          onClose={() => setMarking(undefined)}
        />
      )}
    </section>
  );
}

const outcome = ({ state, problem, protocol_number: number, protocol_date: day }: Line) =>
  [
    t(`reminders:value.state.${state}`),
    problem || (number && t('reminders:dispatch.under', { number, day: formatDay(day ?? '') })),
  ]
    .filter(Boolean)
    .join(': ');
