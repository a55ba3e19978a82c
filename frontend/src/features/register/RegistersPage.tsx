import { useMunicipality } from '@/api/municipality';
import { useSession } from '@/api/session';
import { t } from '@/lib/i18n';
import { useHomeCrumb } from '@/resource/crumbs';
import { useOwnMunicipalityOptions } from '@/resource/options';
import { AppLink } from '@/ui/AppLink';
import { LinkButton } from '@/ui/Button';
import { DataTable } from '@/ui/DataTable';
import { EmptyState } from '@/ui/EmptyState';
import { Page } from '@/ui/Page';

/** The municipalities whose register one may read, the one worked for now first. */
export function RegistersPage() {
  const { can } = useSession();
  const { code } = useMunicipality();
  const all = useOwnMunicipalityOptions();
  const rows = code ? [...all].sort((a, b) => Number(b.value === code) - Number(a.value === code)) : all;
  return (
    <Page
      title={t('register:title')}
      lead={t('register:intro')}
      crumbs={[useHomeCrumb()]}
      actions={
        can('plan:write') && (
          <LinkButton to="/importazioni" look="outline">
            {t('register:links.import')}
          </LinkButton>
        )
      }
    >
      {rows.length === 0 && <EmptyState title={t('register:none.title')} hint={t('register:none.hint')} />}
      {rows.length > 0 && (
        <DataTable
          caption={t('register:title')}
          rows={rows}
          keyOf={({ value }) => value}
          columns={[
            {
              name: 'municipality',
              label: t('register:municipality'),
              show: ({ value, label }) => <AppLink to={`/registro/${value}`}>{label}</AppLink>,
            },
            {
              name: 'what',
              label: t('register:what'),
              show: ({ value, label }) => (
                <>
                  <AppLink to={`/registro/${value}`} aria-label={`${t('register:links.open')}: ${label}`}>
                    {t('register:links.open')}
                  </AppLink>
                  {' · '}
                  <AppLink
                    to={`/registro/${value}/esporta`}
                    aria-label={`${t('register:links.export')}: ${label}`}
                  >
                    {t('register:links.export')}
                  </AppLink>
                  {' · '}
                  <AppLink
                    to={`/registro/${value}/relazione`}
                    aria-label={`${t('register:links.report')}: ${label}`}
                  >
                    {t('register:links.report')}
                  </AppLink>
                </>
              ),
            },
          ]}
        />
      )}
    </Page>
  );
}
