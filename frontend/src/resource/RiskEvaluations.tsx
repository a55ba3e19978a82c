import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { http, onceHeader, orThrow, type Schemas } from '@/api/client';
import { refetchAll } from '@/api/query-client';
import { useSession } from '@/api/session';
import { t } from '@/lib/i18n';
import { useIdempotencyKey } from '@/lib/idempotency';
import type { Problem } from '@/lib/problem';
import { AppLink } from '@/ui/AppLink';
import { Button } from '@/ui/Button';
import { DataTable } from '@/ui/DataTable';
import { Select } from '@/ui/Field';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { resource } from './resource';

type Evaluation = Schemas['Evaluation'];

const evaluations = resource('/evaluations', '/evaluations/{id}');

/** The evaluations of a local risk, the last year first, and the way to a new one. */
export function RiskEvaluations({ risk, editable }: { risk: number; editable: boolean }) {
  const { can } = useSession();
  const { data, error } = useQuery({
    ...evaluations.list({ risk, sort: '-year', limit: 50 }),
    enabled: can('plan:read'),
  });
  if (!can('plan:read')) return null;
  return (
    <section>
      <h2 className="h5">{t('risks:evaluations.title')}</h2>
      <ProblemAlert problem={error} />
      {data?.items.length === 0 && <p>{t('risks:evaluations.none')}</p>}
      {data && data.items.length > 0 && (
        <DataTable<Evaluation>
          caption={t('risks:evaluations.title')}
          rows={data.items}
          keyOf={({ id }) => String(id)}
          columns={[
            {
              name: 'year',
              label: t('risks:evaluations.year'),
              show: ({ id, year }) => <AppLink to={`/valutazioni/${id}`}>{year}</AppLink>,
            },
            {
              name: 'method',
              label: t('risks:evaluations.method'),
              show: ({ method }) => t(`risks:evaluations.${method}`),
            },
            {
              name: 'level',
              label: t('risks:evaluations.level'),
              show: ({ level }) => level && t(`risks:evaluations.${level}`),
            },
            {
              name: 'state',
              label: t('risks:evaluations.state'),
              show: ({ state }) => t(`risks:evaluations.${state}`),
            },
          ]}
        />
      )}
      {editable && can('plan:write') && data && <Begin risk={risk} />}
    </section>
  );
}

function Begin({ risk }: { risk: number }) {
  const now = new Date().getFullYear();
  const [year, setYear] = useState(String(now));
  const [method, setMethod] = useState<Evaluation['method']>('pna2019');
  const [once, renew] = useIdempotencyKey();
  const navigate = useNavigate();
  const begin = useMutation<Evaluation, Problem>({
    mutationFn: async () => {
      const body = { risk, year: Number(year), method };
      return orThrow(await http.POST('/evaluations', { params: { header: onceHeader(once) }, body }));
    },
    onSuccess: async ({ id }) => {
      await navigate({ to: `/valutazioni/${id}` as '/' });
      await refetchAll();
    },
    onSettled: renew,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    begin.mutate();
  };
  return (
    <form onSubmit={submit} aria-label={t('risks:evaluations.begin')} className="mt-3">
      <ProblemAlert problem={begin.error} fields />
      <div className="where">
        <Select
          label={t('risks:evaluations.year')}
          options={[now + 1, now, now - 1, now - 2].map(String).map((value) => ({ value, label: value }))}
          value={year}
          onChange={({ target }) => setYear(target.value)}
        />
        <Select
          label={t('risks:evaluations.method')}
          options={(['pna2019', 'pna2013'] as const).map((value) => ({
            value,
            label: t(`risks:evaluations.${value}`),
          }))}
          value={method}
          onChange={({ target }) => setMethod(target.value as Evaluation['method'])}
        />
        <Button type="submit" busy={begin.isPending}>
          {t('risks:evaluations.begin')}
        </Button>
      </div>
    </form>
  );
}
