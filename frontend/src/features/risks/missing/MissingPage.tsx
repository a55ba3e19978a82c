import { useNavigate, useParams } from '@tanstack/react-router';
import { api, type Schemas } from '@/api/client';
import { useMunicipality } from '@/api/municipality';
import { codedName, municipalityName, vocabularies } from '@/api/reference';
import { useSession } from '@/api/session';
import { t, tOr } from '@/lib/i18n';
import { useCrumbs } from '@/resource/crumbs';
import { useOwnMunicipalityOptions } from '@/resource/options';
import { AppLink } from '@/ui/AppLink';
import { LinkButton } from '@/ui/Button';
import { DataTable } from '@/ui/DataTable';
import { EmptyState } from '@/ui/EmptyState';
import { Select } from '@/ui/Field';
import { Loading } from '@/ui/Loading';
import { Page } from '@/ui/Page';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { definition } from '../definition';

type Missing = Schemas['MissingRisk'];

/** What municipalities like one's own have in their registers and it has not, with the reasons; one link adopts it. */
export function MissingPage() {
  const { id } = useParams({ strict: false }) as { id?: string };
  const { code, mine } = useMunicipality();
  const options = useOwnMunicipalityOptions();
  const chosen = id ?? (code || mine[0]?.istat_code);
  const navigate = useNavigate();
  return (
    <Page title={t('risks:missing.title')} lead={t('risks:missing.lead')} crumbs={useCrumbs(definition)}>
      {options.length > 1 && (
        <Select
          label={t('common:field.municipality')}
          options={options}
          empty={chosen ? undefined : t('ui:multi.choose')}
          value={chosen ?? ''}
          onChange={(event) => navigate({ to: `/rischi-mancanti/${event.target.value}` as '/' })}
        />
      )}
      {chosen ? (
        <Found municipality={chosen} />
      ) : (
        <EmptyState title={t('common:choose-municipality')} hint={t('common:one-at-a-time')} />
      )}
    </Page>
  );
}

function Found({ municipality }: { municipality: string }) {
  const { can } = useSession();
  const { data, error, refetch } = api.useQuery('get', '/municipalities/{istat_code}/register-diff', {
    params: { path: { istat_code: municipality } },
  });
  if (!data) return error ? <ProblemAlert problem={error} retry={() => refetch()} /> : <Loading />;
  if (data.items.length === 0)
    return <EmptyState title={t('risks:missing.none')} hint={t('risks:missing.none-hint')} />;
  return (
    <DataTable
      caption={t('risks:missing.caption', { name: municipalityName(municipality) })}
      rows={data.items}
      keyOf={({ id }) => String(id)}
      columns={[
        {
          name: 'event',
          label: t('risks:field.event'),
          show: (row) => <AppLink to={`/rischi/${row.id}`}>{`${row.code} ${row.event}`}</AppLink>,
        },
        {
          name: 'area',
          label: t('risks:field.area'),
          show: ({ area }) => codedName(vocabularies().risk_areas, area),
        },
        { name: 'why', label: t('risks:missing.why'), show: (row) => <Reasons of={row} /> },
        ...(can('local-risk:write')
          ? [
              {
                name: 'adopt',
                label: t('risks:action.adoption'),
                show: (row: Missing) => (
                  <LinkButton small look="outline" to={`/rischi/${row.id}/adotta`} search={{ municipality }}>
                    {t('risks:missing.adopt', { code: row.code })}
                  </LinkButton>
                ),
              },
            ]
          : []),
      ]}
    />
  );
}

const Reasons = ({ of: { reasons } }: { of: Missing }) => (
  <ul className="reasons">
    {reasons.map(({ likeness, value, count }) => (
      <li key={likeness}>
        {t(`risks:missing.reason.${likeness}`, { count, value: tOr(`risks:missing.value.${value}`, value) })}
      </li>
    ))}
  </ul>
);
