import { useState } from 'react';
import { api } from '@/api/client';
import { t } from '@/lib/i18n';
import { enumOptions } from '@/resource/words';
import { AppLink } from '@/ui/AppLink';
import { DataTable } from '@/ui/DataTable';
import { EmptyState } from '@/ui/EmptyState';
import { Checkbox, Select } from '@/ui/Field';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { CheckWork } from './CheckWork';
import { type Check, Found, type Round, StateBadge, states, whySampled } from './words';

const MOST = 100;
const ns = 'monitoring-checks';

/** The checks of a round, the riskiest processes first, with both levels and what is to be done. */
export function RoundChecks({ round }: { round: Round }) {
  const [state, setState] = useState('');
  const [sampled, setSampled] = useState(false);
  const query = {
    round: [round.id],
    state: state ? [state as Check['state']] : undefined,
    sampled: sampled || undefined,
    limit: MOST,
  };
  const { data, error, refetch } = api.useQuery('get', '/monitoring-checks', { params: { query } });
  const page = typeof data === 'object' ? data : undefined;
  return (
    <section>
      <h2 className="h5">{t(`${ns}:title`)}</h2>
      <div className="tools">
        <Select
          label={t(`${ns}:field.state`)}
          options={enumOptions(ns, 'state', states)}
          empty={t('ui:filter.any')}
          value={state}
          onChange={(event) => setState(event.target.value)}
        />
        <Checkbox
          label={t(`${ns}:only-sampled`)}
          checked={sampled}
          onChange={(event) => setSampled(event.target.checked)}
        />
      </div>
      <ProblemAlert problem={error} retry={() => refetch()} />
      {!page && !error && <Loading />}
      {page && <p role="status">{t(`${ns}:count`, { count: page.total, number: page.total })}</p>}
      {page && page.items.length === 0 && <EmptyState title={t('common:no-match.title')} hint="" />}
      {page && page.items.length > 0 && (
        <DataTable
          caption={t(`${ns}:title`)}
          rows={page.items}
          keyOf={({ id }) => String(id)}
          columns={[
            {
              name: 'title',
              label: t(`${ns}:field.title`),
              show: ({ id, title }) => <AppLink to={`/verifiche/${id}`}>{title}</AppLink>,
            },
            { name: 'sampled', label: t(`${ns}:field.sampled`), show: (check) => <Sampled check={check} /> },
            { name: 'first', label: t(`${ns}:first`), show: (check) => <First check={check} /> },
            { name: 'second', label: t(`${ns}:second`), show: (check) => <Second check={check} /> },
            { name: 'do', label: t(`${ns}:do.label`), show: (check) => <CheckWork check={check} /> },
          ]}
        />
      )}
      {page?.next_cursor && (
        <p>
          <AppLink to="/verifiche" search={{ round: String(round.id) }}>
            {t(`${ns}:all`)}
          </AppLink>
        </p>
      )}
    </section>
  );
}

const Sampled = ({ check }: { check: Check }) => (
  <>{[t(check.sampled ? 'ui:yes' : 'ui:no'), whySampled(check)].filter(Boolean).join(': ')}</>
);

function First({ check }: { check: Check }) {
  if (check.state === 'waiting') {
    return check.links ? t(`${ns}:links-out`, { count: check.links }) : <StateBadge state={check.state} />;
  }
  return (
    <>
      <Found of="implementation" value={check.implementation} />{' '}
      <small>
        {[check.value, t(`${ns}:proofs`, { count: check.evidence.length })].filter(Boolean).join(', ')}
      </small>
    </>
  );
}

function Second({ check }: { check: Check }) {
  if (check.state !== 'reviewed') return t('ui:empty-value');
  return (
    <>
      <Found of="implementation" value={check.confirmed} />{' '}
      {check.suitability && <Found of="suitability" value={check.suitability} />}
    </>
  );
}
