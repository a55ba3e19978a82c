import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { api, http, ifMatch, onceHeader, orThrow, type Schemas, type Tagged } from '@/api/client';
import { refetchAll } from '@/api/query-client';
import { t } from '@/lib/i18n';
import { useIdempotencyKey } from '@/lib/idempotency';
import type { Problem } from '@/lib/problem';
import { useCrumbs } from '@/resource/crumbs';
import { fieldLabel } from '@/resource/words';
import { Button, LinkButton } from '@/ui/Button';
import { Details } from '@/ui/Details';
import { Select } from '@/ui/Field';
import { Loading } from '@/ui/Loading';
import { Notice } from '@/ui/Notice';
import { Page } from '@/ui/Page';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { toast } from '@/ui/Toast';
import { Lines, said } from './Differences';
import { definition } from './definition';

/** The entry a municipality adopted has a new version: only what is to be decided, field by field. */
export function UpdatePage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const { data, error } = useQuery({ ...definition.resource.item(id), refetchOnWindowFocus: false });
  const crumbs = useCrumbs(definition);
  const trail = data ? [...crumbs, { to: `/rischi/${id}`, label: definition.title(data.row) }] : crumbs;
  const allowed = data?.row.actions.includes('revision');
  return (
    <Page title={t('risks:update.title')} lead={t('risks:update.lead')} crumbs={trail}>
      <ProblemAlert problem={error} />
      {!data && !error && <Loading />}
      {data && !allowed && <Notice tone="info" title={t('risks:update.nothing')} />}
      {data && allowed && <Decision risk={data} />}
    </Page>
  );
}

function Decision({ risk: { row, etag } }: { risk: Tagged<Schemas['Risk']> }) {
  const { data, error } = api.useQuery('get', '/risks/{id}/revision', { params: { path: { id: row.id } } });
  const [chosen, setChosen] = useState<Record<string, string>>({});
  const [missing, setMissing] = useState(false);
  const [once] = useIdempotencyKey();
  const navigate = useNavigate();
  const back = `/rischi/${row.id}`;
  const decide = useMutation<void, Problem, Schemas['RiskDecision']>({
    mutationFn: async (body) => {
      const header = { ...ifMatch(etag), ...onceHeader(once) };
      orThrow(await http.POST('/risks/{id}/revision', { params: { path: { id: row.id }, header }, body }));
    },
    onSuccess: async () => {
      toast(t('risks:update.done'));
      await navigate({ to: back as '/' });
      await refetchAll();
    },
  });
  if (!data) return error ? <ProblemAlert problem={error} /> : <Loading />;
  const names = data.fields.map(({ field }) => field as string);
  const send = () => {
    if (names.some((name) => !chosen[name])) return setMissing(true);
    const of = (choice: string) => names.filter((name) => chosen[name] === choice);
    decide.mutate({ version: data.to, accept: of('accept'), keep: of('keep') });
  };
  const options = ['keep', 'accept'].map((value) => ({ value, label: t(`risks:update.${value}`) }));
  return (
    <>
      <p>{t(data.from ? 'risks:update.versions' : 'risks:update.first', { from: data.from, to: data.to })}</p>
      {names.length === 0 && <Notice title={t('risks:update.nothing-differs')} />}
      {data.fields.map(({ field, mine, old, new: now }) => (
        <section key={field} className="decision">
          <Details
            title={fieldLabel(definition, field)}
            items={[
              { name: 'mine', label: t('risks:update.mine'), value: <Lines text={said(field, mine)} /> },
              { name: 'old', label: t('risks:update.old'), value: <Lines text={said(field, old)} /> },
              { name: 'new', label: t('risks:update.new'), value: <Lines text={said(field, now)} /> },
            ]}
          />
          <Select
            label={t('risks:update.choice', { field: fieldLabel(definition, field) })}
            name={field}
            required
            options={options}
            empty={t('ui:multi.choose')}
            value={chosen[field] ?? ''}
            error={missing && !chosen[field] ? t('risks:update.undecided') : undefined}
            onChange={(event) => setChosen({ ...chosen, [field]: event.target.value })}
          />
        </section>
      ))}
      <Details
        title={fieldLabel(definition, 'motivation')}
        items={[{ name: 'motivation', label: t('risks:update.motivation'), value: row.motivation }]}
      />
      <ProblemAlert problem={decide.error} fields />
      <div className="form-actions">
        <Button busy={decide.isPending} onClick={send}>
          {t('risks:update.confirm')}
        </Button>
        <LinkButton look="outline" to={back}>
          {t('ui:cancel')}
        </LinkButton>
      </div>
    </>
  );
}
