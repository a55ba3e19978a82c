import { useNavigate, useSearch } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { api, type Schemas } from '@/api/client';
import { useMunicipality } from '@/api/municipality';
import { refetchAll } from '@/api/query-client';
import { t } from '@/lib/i18n';
import { useIdempotencyKey } from '@/lib/idempotency';
import { first, type Search } from '@/lib/url-state';
import { useCrumbs } from '@/resource/crumbs';
import type { FieldDef, FormValues } from '@/resource/definition';
import { toBody, toValues } from '@/resource/form-values';
import { useOwnMunicipalityOptions } from '@/resource/options';
import { ResourceForm } from '@/resource/ResourceForm';
import { AppLink } from '@/ui/AppLink';
import { Select } from '@/ui/Field';
import { Loading } from '@/ui/Loading';
import { Notice } from '@/ui/Notice';
import { Page } from '@/ui/Page';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { toast } from '@/ui/Toast';
import { definition, years } from './definition';
import { ns } from './words';

type Outlook = Schemas['MonitoringOutlook'];

const fields: FieldDef[] = [
  { name: 'share_percent', kind: 'number', required: true, min: 1, max: 100 },
  { name: 'rounds_planned', kind: 'number', required: true, min: 1, max: 4 },
  { name: 'due_on', kind: 'date', required: true },
  { name: 'share_reason', kind: 'textarea', full: true, maxLength: 1000 },
];

/** First for whom and for which year, then what is recommended there, already in the form. */
export function NewPage() {
  const { code } = useMunicipality();
  const given = first((useSearch({ strict: false }) as Search).municipality);
  const [municipality, setMunicipality] = useState(given ?? code);
  const [year, setYear] = useState(years()[0]!.value);
  const options = useOwnMunicipalityOptions();
  const { data, error, refetch } = api.useQuery(
    'get',
    '/municipalities/{istat_code}/monitoring',
    { params: { path: { istat_code: municipality }, query: { year: Number(year) } } },
    { enabled: municipality !== '' },
  );
  return (
    <Page title={t(`${ns}:new`)} lead={t(`${ns}:new-lead`)} crumbs={useCrumbs(definition)}>
      <div className="readable">
        <Select
          label={t('common:field.municipality')}
          options={options}
          empty={t('ui:multi.choose')}
          value={municipality}
          onChange={(event) => setMunicipality(event.target.value)}
        />
        <Select
          label={t(`${ns}:field.year`)}
          options={years()}
          value={year}
          onChange={(event) => setYear(event.target.value)}
        />
      </div>
      <ProblemAlert problem={error} retry={() => refetch()} />
      {municipality && !data && !error && <Loading />}
      {data && (
        <Opening key={municipality + year} municipality={municipality} year={Number(year)} known={data} />
      )}
    </Page>
  );
}

type Props = { municipality: string; year: number; known: Outlook };

function Opening({ municipality, year, known }: Props) {
  const navigate = useNavigate();
  const [once] = useIdempotencyKey();
  const made = useRef('');
  const { open_round, measures = 0, processes = 0, judged = 0, rounds, share_percent, basis } = known;
  if (open_round) {
    return (
      <Notice tone="warning" title={t(`${ns}:open-already`)}>
        <p>
          <AppLink to={`/monitoraggio/${open_round}`}>{t(`${ns}:go-to-it`)}</AppLink>
        </p>
      </Notice>
    );
  }
  if (measures === 0) return <Notice tone="warning" title={t(`${ns}:nothing`)} />;
  const save = async (values: FormValues) => {
    const body = { ...toBody(fields, values), municipality, year } as Schemas['MonitoringRoundNew'];
    made.current = definition.resource.keyOf(await definition.resource.create(body, once));
  };
  const planned = Math.max(known.rounds_planned ?? 0, rounds);
  return (
    <>
      <Notice title={t(`${ns}:advice`, { count: rounds, share: share_percent })}>
        <p>{t(`${ns}:basis`, { basis, staff: known.employees ?? t(`${ns}:staff-unknown`) })}</p>
        <p>{t(`${ns}:sample`, { measures, processes, judged })}</p>
      </Notice>
      <ResourceForm
        def={definition}
        sections={[{ id: '', fields }]}
        values={toValues(fields, { share_percent, rounds_planned: planned })}
        back="/monitoraggio"
        save={save}
        saved={() => {
          toast(t(`${ns}:opened`));
          navigate({ to: `/monitoraggio/${made.current}` as '/', ignoreBlocker: true });
          refetchAll();
        }}
      />
    </>
  );
}
