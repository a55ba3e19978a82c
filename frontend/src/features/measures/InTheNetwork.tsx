import { api, type Schemas } from '@/api/client';
import { useSession } from '@/api/session';
import { formatDateOnly } from '@/lib/dates';
import { t } from '@/lib/i18n';
import { AppLink } from '@/ui/AppLink';
import { LinkButton } from '@/ui/Button';
import { DataTable } from '@/ui/DataTable';
import { Notice } from '@/ui/Notice';
import { OutsideLink } from '@/ui/OutsideLink';
import { shareText } from './shares';

type Measure = Schemas['CatalogueMeasure'];

/** How common a measure is, whom one may ask, and the way to adopt it. */
export function InTheNetwork({ measure }: { measure: Measure }) {
  const { can } = useSession();
  const live = !measure.archived_at;
  const query = { measure: [measure.code] };
  const { data } = api.useQuery(
    'get',
    '/measure-homogeneity',
    { params: { query } },
    { enabled: live && can('risk:read') },
  );
  const network = data?.items[0]?.network;
  return (
    <>
      {measure.actions.includes('adoption') && (
        <p>
          <LinkButton icon="it-plus" to="/misure-adottate/nuovo" search={{ measure: measure.code }}>
            {t('measures:adopt')}
          </LinkButton>
        </p>
      )}
      {network && (
        <Notice title={t('measures:share.title')}>
          <p>{shareText(network)}</p>
          <p>
            <AppLink to="/misure-omogenee" search={{ misura: measure.code }}>
              {t('measures:share.more')}
            </AppLink>
          </p>
        </Notice>
      )}
      {can('plan:read') && <Tellers id={measure.id} />}
    </>
  );
}

/** The municipalities that said they can be asked: addresses of the office, nobody's name. */
function Tellers({ id }: { id: number }) {
  const { data } = api.useQuery('get', '/measures/{id}/tellers', { params: { path: { id } } });
  if (!data) return null;
  return (
    <section>
      <h2 className="h5">{t('measures:tellers.title')}</h2>
      {data.items.length === 0 && <p>{t('measures:tellers.none')}</p>}
      {data.items.length > 0 && (
        <DataTable
          caption={t('measures:tellers.title')}
          rows={data.items}
          keyOf={({ municipality }) => municipality}
          columns={[
            {
              name: 'municipality',
              label: t('common:field.municipality'),
              show: ({ municipality, name }) => <AppLink to={`/comuni/${municipality}`}>{name}</AppLink>,
            },
            { name: 'pec', label: t('measures:tellers.pec'), show: ({ pec }) => pec || t('ui:empty-value') },
            {
              name: 'website',
              label: t('measures:tellers.website'),
              show: ({ website }) => (website ? <OutsideLink to={website} /> : t('ui:empty-value')),
            },
            {
              name: 'since',
              label: t('measures:tellers.since'),
              show: ({ since }) => formatDateOnly(since),
            },
          ]}
        />
      )}
    </section>
  );
}
