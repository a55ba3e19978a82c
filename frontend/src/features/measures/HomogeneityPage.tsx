import { useNavigate, useSearch } from '@tanstack/react-router';
import { api, type Schemas } from '@/api/client';
import { useSession } from '@/api/session';
import { t } from '@/lib/i18n';
import { first, type Search } from '@/lib/url-state';
import { vocabularyOptions } from '@/resource/options';
import { AppLink } from '@/ui/AppLink';
import { BarTable } from '@/ui/BarTable';
import { Select } from '@/ui/Field';
import { FormSection } from '@/ui/Form';
import { Loading } from '@/ui/Loading';
import { Notice } from '@/ui/Notice';
import { Page } from '@/ui/Page';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { percentText, shareText } from './shares';

const ways = ['zone', 'class', 'area'] as const;
type Way = (typeof ways)[number];
type Share = Schemas['MeasureShare'];

/** How alike the network is: of every measure, or of one by groups of municipalities. */
export function HomogeneityPage() {
  const { can } = useSession();
  const crumbs = [
    { to: '/home', label: t('common:home') },
    { to: '/misure', label: t('measures:title') },
  ];
  return (
    <Page title={t('measures:homogeneity.title')} lead={t('measures:homogeneity.lead')} crumbs={crumbs}>
      {can('risk:read') ? <Shares /> : <Notice tone="warning" title={t('common:not-allowed')} />}
    </Page>
  );
}

function Shares() {
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const measure = first(search.misura) ?? '';
  const by = ways.find((way) => way === first(search.per)) ?? 'zone';
  const set = (patch: Search) =>
    navigate({ to: '/misure-omogenee', search: { ...search, ...patch } as never, replace: true });
  const query = { by, measure: measure ? [measure] : undefined };
  const { data, error } = api.useQuery('get', '/measure-homogeneity', { params: { query } });
  const one = measure ? data?.items[0] : undefined;
  return (
    <>
      <FormSection>
        <Select
          label={t('measures:homogeneity.measure')}
          options={vocabularyOptions('measures')()}
          empty={t('measures:homogeneity.all')}
          value={measure}
          onChange={(event) => set({ misura: event.target.value || undefined })}
        />
        {measure && (
          <Select
            label={t('measures:homogeneity.by')}
            options={ways.map((way) => ({ value: way, label: t(`measures:homogeneity.way.${way}`) }))}
            value={by}
            onChange={(event) => set({ per: event.target.value })}
          />
        )}
      </FormSection>
      <ProblemAlert problem={error} />
      {!data && !error && <Loading />}
      {data && !measure && <EveryMeasure items={data.items} />}
      {one && <OneMeasure item={one} by={by} />}
      <p className="field-help">{t('measures:homogeneity.note')}</p>
    </>
  );
}

const bar = (share: Share) => ({
  value: share.suppressed ? 0 : share.percent,
  text: percentText(share),
  note: shareText(share),
});

function EveryMeasure({ items }: { items: Schemas['HomogeneousMeasure'][] }) {
  return (
    <BarTable
      caption={t('measures:homogeneity.network')}
      head={[t('measures:one'), t('measures:homogeneity.share'), t('measures:homogeneity.count')]}
      bars={items.map(({ code, name, network }) => ({
        key: code,
        label: (
          <AppLink to="/misure-omogenee" search={{ misura: code }}>
            {`${code} ${name}`}
          </AppLink>
        ),
        ...bar(network),
      }))}
    />
  );
}

function OneMeasure({ item, by }: { item: Schemas['HomogeneousMeasure']; by: Way }) {
  const { id, code, name, network, groups } = item;
  return (
    <section>
      <h2 className="h4">
        <AppLink to={`/misure/${id}`}>{`${code} ${name}`}</AppLink>
      </h2>
      <BarTable
        caption={t(`measures:homogeneity.way.${by}`)}
        head={[
          t(`measures:homogeneity.head.${by}`),
          t('measures:homogeneity.share'),
          t('measures:homogeneity.count'),
        ]}
        bars={[
          ...groups.map((share) => ({ key: share.key, label: groupName(by, share), ...bar(share) })),
          { key: 'network', label: <strong>{t('measures:homogeneity.whole')}</strong>, ...bar(network) },
        ]}
      />
    </section>
  );
}

const groupName = (by: Way, { key, name }: Share): string => {
  if (by === 'class') return t(`common:inner-area.${key}`);
  return by === 'area' ? `${key} ${name}` : name;
};
