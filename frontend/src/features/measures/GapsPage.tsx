import { useNavigate, useSearch } from '@tanstack/react-router';
import { api, type Schemas } from '@/api/client';
import { useMunicipality } from '@/api/municipality';
import { municipalityName } from '@/api/reference';
import { useSession } from '@/api/session';
import { t } from '@/lib/i18n';
import { first, type Search } from '@/lib/url-state';
import { useOwnMunicipalityOptions } from '@/resource/options';
import { AppLink } from '@/ui/AppLink';
import { LinkButton } from '@/ui/Button';
import { DataTable } from '@/ui/DataTable';
import { EmptyState } from '@/ui/EmptyState';
import { Select } from '@/ui/Field';
import { Loading } from '@/ui/Loading';
import { Notice } from '@/ui/Notice';
import { Page } from '@/ui/Page';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { percentText } from './shares';

/** What similar municipalities do and mine does not: with the reasons, without names. */
export function GapsPage() {
  const { can } = useSession();
  const crumbs = [
    { to: '/home', label: t('common:home') },
    { to: '/misure', label: t('measures:title') },
  ];
  return (
    <Page title={t('measures:gaps.title')} lead={t('measures:gaps.lead')} crumbs={crumbs}>
      {can('plan:read') ? <OfOne /> : <Notice tone="warning" title={t('common:not-allowed')} />}
    </Page>
  );
}

function OfOne() {
  const { code } = useMunicipality();
  const navigate = useNavigate();
  const options = useOwnMunicipalityOptions();
  const chosen = first((useSearch({ strict: false }) as Search).comune) ?? code;
  return (
    <>
      {options.length > 1 && (
        <Select
          label={t('common:field.municipality')}
          options={options}
          empty={t('ui:multi.choose')}
          value={chosen}
          onChange={(event) =>
            navigate({ to: '/misure-da-valutare', search: { comune: event.target.value } as never })
          }
        />
      )}
      {chosen ? (
        <Gaps municipality={chosen} />
      ) : (
        <EmptyState title={t('common:choose-municipality')} hint={t('common:one-at-a-time')} />
      )}
    </>
  );
}

function Gaps({ municipality }: { municipality: string }) {
  const { can } = useSession();
  const { data, error } = api.useQuery('get', '/measure-gaps', { params: { query: { municipality } } });
  const name = municipalityName(municipality);
  if (!data) return error ? <ProblemAlert problem={error} /> : <Loading />;
  if (data.items.length === 0) {
    return <EmptyState title={t('measures:gaps.none', { name })} hint={t('measures:gaps.none-hint')} />;
  }
  return (
    <DataTable
      caption={t('measures:gaps.caption', { name })}
      rows={data.items}
      keyOf={({ code }) => code}
      columns={[
        {
          name: 'measure',
          label: t('measures:one'),
          show: ({ id, code, name: title }) => <AppLink to={`/misure/${id}`}>{`${code} ${title}`}</AppLink>,
        },
        {
          name: 'share',
          label: t('measures:homogeneity.share'),
          numeric: true,
          show: ({ share }) => percentText(share),
        },
        { name: 'reasons', label: t('measures:gaps.reasons'), show: (gap) => <Reasons gap={gap} /> },
        {
          name: 'adopt',
          label: t('measures:gaps.next'),
          show: ({ code }) =>
            can('plan:write') && (
              <LinkButton
                look="outline"
                small
                to="/misure-adottate/nuovo"
                search={{ measure: code, municipality }}
              >
                {t('measures:gaps.adopt')}
              </LinkButton>
            ),
        },
      ]}
    />
  );
}

const Reasons = ({ gap: { reasons, tellers } }: { gap: Schemas['MeasureGap'] }) => (
  <ul className="plain">
    {reasons.map((reason) => (
      <li key={reason}>{reason}</li>
    ))}
    {tellers > 0 && <li>{t('measures:tellers.count', { count: tellers })}</li>}
  </ul>
);
