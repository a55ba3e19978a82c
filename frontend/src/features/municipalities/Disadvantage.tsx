import { api, type Schemas } from '@/api/client';
import { t, tOr } from '@/lib/i18n';
import { formatNumber } from '@/lib/numbers';
import { DataTable } from '@/ui/DataTable';
import { Loading } from '@/ui/Loading';
import { Notice } from '@/ui/Notice';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { Stats } from '@/ui/Stats';

type Component = Schemas['DisadvantageComponent'];

const word = (code: string) => t(`common:disadvantage.${code}`);

/** The index of a municipality, for itself and the secretariat: each component, what is not known, what would change the class. */
export function Disadvantage({ istatCode }: { istatCode: string }) {
  const { data, error } = api.useQuery('get', '/municipalities/{istat_code}/disadvantage', {
    params: { path: { istat_code: istatCode } },
  });
  if (error) return <ProblemAlert problem={error} />;
  if (!data) return <Loading />;
  const { total, highest, partial, class: now, highest_class, components } = data;
  return (
    <section>
      <h2 className="h5">{t('municipalities:disadvantage.title')}</h2>
      <p className="readable">{t('municipalities:disadvantage.lead')}</p>
      <Stats
        items={[
          {
            label: t('municipalities:disadvantage.class'),
            value:
              partial && highest_class !== now
                ? t('municipalities:disadvantage.at-least', { word: word(now).toLowerCase() })
                : word(now),
          },
          {
            label: t('municipalities:disadvantage.points'),
            value: partial ? `${formatNumber(total)}–${formatNumber(highest)}` : formatNumber(total),
          },
        ]}
      />
      {partial && <Notice tone="warning" title={t('municipalities:disadvantage.partial')} />}
      <DataTable
        caption={t('municipalities:disadvantage.components')}
        rows={components}
        keyOf={({ name }) => name}
        columns={[
          {
            name: 'name',
            label: t('municipalities:disadvantage.component'),
            show: ({ name }) => t(`municipalities:disadvantage.name.${name}`),
          },
          { name: 'value', label: t('municipalities:disadvantage.fact'), show: fact },
          {
            name: 'points',
            label: t('municipalities:disadvantage.points'),
            numeric: true,
            show: ({ known, points, most }) =>
              known
                ? t('municipalities:disadvantage.of', { points, most })
                : t('municipalities:disadvantage.unknown', { most }),
          },
          { name: 'if', label: t('municipalities:disadvantage.if'), show: (one) => change(one, now) },
        ]}
      />
    </section>
  );
}

function fact({ name, known, value = '' }: Component): string {
  if (!known) return t(`municipalities:disadvantage.missing.${name}`);
  if (name === 'population' || name === 'staff') return formatNumber(Number(value));
  if (name === 'inner_area') return t(`common:inner-area.${value}`);
  return tOr(`municipalities:disadvantage.value.${value}`, tOr(`common:arrangement.${value}`, value));
}

/** In words: what settling a component would do to the class. */
function change({ name, known, class_if }: Component, now: string): string {
  if (!class_if) return '';
  if (!known) {
    return class_if === now
      ? t('municipalities:disadvantage.no-change')
      : t('municipalities:disadvantage.up-to', { word: word(class_if).toLowerCase() });
  }
  const key = `municipalities:disadvantage.without.${name}`;
  return class_if === now
    ? t('municipalities:disadvantage.same', { what: t(key) })
    : t('municipalities:disadvantage.down-to', { what: t(key), word: word(class_if).toLowerCase() });
}
