import { useMutation, useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { http, onceHeader, orThrow, type Schemas } from '@/api/client';
import { refetchAll } from '@/api/query-client';
import { municipalityName } from '@/api/reference';
import { t } from '@/lib/i18n';
import { useIdempotencyKey } from '@/lib/idempotency';
import type { Problem } from '@/lib/problem';
import { useCrumbs } from '@/resource/crumbs';
import { useOwnMunicipalityOptions } from '@/resource/options';
import { AppLink } from '@/ui/AppLink';
import { Button } from '@/ui/Button';
import { DataTable } from '@/ui/DataTable';
import { Checkbox, Textarea } from '@/ui/Field';
import { Loading } from '@/ui/Loading';
import { MultiSelect } from '@/ui/MultiSelect';
import { Notice } from '@/ui/Notice';
import { Page } from '@/ui/Page';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { StatusBadge, type Tone } from '@/ui/StatusBadge';
import { toast } from '@/ui/Toast';
import { Differences } from './Differences';
import { definition } from './definition';

type Risk = Schemas['Risk'];

const tones: Record<string, Tone> = {
  created: 'success',
  updated: 'info',
  unchanged: 'neutral',
  exists: 'warning',
  failed: 'danger',
};

/** Brings risks of one municipality to others of the same person: tried first, with what is there already beside. */
export function CopyPage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const { data, error } = useQuery(definition.resource.item(id));
  const crumbs = useCrumbs(definition);
  const trail = data ? [...crumbs, { to: `/rischi/${id}`, label: definition.title(data.row) }] : crumbs;
  const allowed = data?.row.actions.includes('copies');
  return (
    <Page title={t('risks:copy.title')} lead={t('risks:copy.lead')} crumbs={trail}>
      <ProblemAlert problem={error} />
      {!data && !error && <Loading />}
      {data && !allowed && <Notice tone="warning" title={t('common:not-allowed')} />}
      {data && allowed && <Copying risk={data.row} />}
    </Page>
  );
}

function Copying({ risk }: { risk: Risk }) {
  const others = definition.resource.list({ scope: 'local', municipality: risk.municipality, limit: 100 });
  const { data: beside } = useQuery(others);
  const [risks, setRisks] = useState([String(risk.id)]);
  const [towns, setTowns] = useState<string[]>([]);
  const [own, setOwn] = useState(false);
  const [replace, setReplace] = useState(false);
  const [motivation, setMotivation] = useState('');
  const [once, renew] = useIdempotencyKey();
  const copy = useMutation<Schemas['RiskCopied'] & { tried: boolean }, Problem, boolean>({
    mutationFn: async (tried) => {
      const body = {
        risks: risks.map(Number),
        municipalities: towns,
        with_motivation: own,
        motivation: own ? undefined : motivation || undefined,
        replace,
      };
      const params = { query: { dry_run: tried }, header: onceHeader(tried ? `${once}-prova` : once) };
      return { ...orThrow(await http.POST('/risks/copies', { params, body })), tried };
    },
    onSuccess: ({ tried }) => {
      renew();
      if (tried) return;
      toast(t('risks:copy.done'));
      void refetchAll();
    },
  });
  const change =
    <T,>(set: (value: T) => void) =>
    (value: T) => {
      set(value);
      copy.reset();
    };
  const options = (beside?.items ?? [risk]).map((one) => ({ value: String(one.id), label: one.event }));
  const targets = useOwnMunicipalityOptions().filter(({ value }) => value !== risk.municipality);
  const ready = risks.length > 0 && towns.length > 0;
  return (
    <>
      <div className="form-grid">
        <MultiSelect
          label={t('risks:copy.risks')}
          spelled
          options={options}
          value={risks}
          onChange={change(setRisks)}
        />
        <MultiSelect
          label={t('risks:copy.towns')}
          spelled
          options={targets}
          value={towns}
          onChange={change(setTowns)}
        />
        <Checkbox
          label={t('risks:copy.own')}
          help={t('risks:copy.own-help')}
          checked={own}
          onChange={(event) => change(setOwn)(event.target.checked)}
        />
        <Checkbox
          label={t('risks:copy.replace')}
          help={t('risks:copy.replace-help')}
          checked={replace}
          onChange={(event) => change(setReplace)(event.target.checked)}
        />
        {!own && (
          <Textarea
            full
            label={t('risks:copy.motivation')}
            help={t('risks:copy.motivation-help')}
            maxLength={4000}
            value={motivation}
            onChange={(event) => change(setMotivation)(event.target.value)}
          />
        )}
      </div>
      <ProblemAlert problem={copy.error} fields />
      <div className="form-actions">
        <Button look="outline" busy={copy.isPending || !ready} onClick={() => copy.mutate(true)}>
          {t('risks:copy.try')}
        </Button>
        {copy.data?.tried && (
          <Button busy={copy.isPending} onClick={() => copy.mutate(false)}>
            {t('risks:copy.confirm')}
          </Button>
        )}
      </div>
      {copy.data && <Outcome rows={copy.data.rows} tried={copy.data.tried} names={options} />}
    </>
  );
}

type Named = { value: string; label: string };

function Outcome({ rows, tried, names }: { rows: Schemas['RiskCopy'][]; tried: boolean; names: Named[] }) {
  const name = (id: number) => names.find(({ value }) => value === String(id))?.label ?? String(id);
  const differing = rows.filter(({ differences }) => differences.length > 0);
  return (
    <>
      <DataTable
        caption={t(tried ? 'risks:copy.would' : 'risks:copy.did')}
        rows={rows}
        keyOf={(row) => `${row.risk_id}-${row.municipality}`}
        columns={[
          { name: 'risk', label: t('risks:one'), show: (row) => name(row.risk_id) },
          {
            name: 'municipality',
            label: t('common:field.municipality'),
            show: ({ municipality }) =>
              tried ? (
                municipalityName(municipality)
              ) : (
                <AppLink to={`/registro/${municipality}`}>{municipalityName(municipality)}</AppLink>
              ),
          },
          {
            name: 'status',
            label: t('risks:copy.outcome'),
            show: (row) => (
              <>
                <StatusBadge tone={tones[row.status]}>{t(`risks:copy.status.${row.status}`)}</StatusBadge>{' '}
                {row.problem}
              </>
            ),
          },
        ]}
      />
      {differing.map((row) => (
        <section key={`${row.risk_id}-${row.municipality}`}>
          <h2 className="h6 mt-4">{`${municipalityName(row.municipality)}: ${name(row.risk_id)}`}</h2>
          <Differences
            caption={t('risks:copy.differences', { name: municipalityName(row.municipality) })}
            before={t('risks:copy.there')}
            after={t('risks:copy.here')}
            fields={row.differences}
          />
        </section>
      ))}
    </>
  );
}
