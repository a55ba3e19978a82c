import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useDeferredValue } from 'react';
import { http, ifMatch, orThrow, type Schemas } from '@/api/client';
import { t } from '@/lib/i18n';
import { formatNumber } from '@/lib/numbers';
import { DataTable } from '@/ui/DataTable';
import { Notice } from '@/ui/Notice';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { type Of, SettingForm } from './SettingForm';

const sections = {
  inner_area: ['class_factor', 'class_a', 'class_b', 'class_c', 'class_d', 'class_e', 'class_f'],
  population: ['under_1000', 'under_3000', 'under_5000'],
  others: ['staff_under_10', 'secretary', 'distress', 'island'],
  thresholds: ['from_medium', 'from_high', 'from_very_high'],
} as const;

/** The weights of the index, and what they would do before they are saved. */
export const WeightsForm = ({ setting, etag, reload }: Of<Schemas['DisadvantageSetting']>) => (
  <SettingForm
    id="weights"
    sections={Object.entries(sections).map(([id, fields]) => ({
      legend: t(`settings:section.${id}`),
      fields,
    }))}
    labelOf={(name) => t(`settings:field.${name}`)}
    setting={setting}
    reload={reload}
    put={(body) => http.PUT('/network-settings/disadvantage', { params: { header: ifMatch(etag) }, body })}
  >
    {(weights) => <Effect weights={weights} />}
  </SettingForm>
);

/** How many municipalities in each class, before and after. */
function Effect({ weights }: { weights?: Schemas['DisadvantageWeights'] }) {
  const asked = useDeferredValue(weights);
  const { data, error } = useQuery({
    queryKey: ['network-settings', 'preview', asked],
    queryFn: async ({ signal }) =>
      orThrow(await http.POST('/network-settings/disadvantage/preview', { body: asked!, signal })),
    enabled: asked !== undefined,
    placeholderData: keepPreviousData,
    retry: false,
  });
  if (!asked) return <Notice tone="warning" title={t('settings:effect.incomplete')} />;
  return (
    <section aria-live="polite">
      <h3 className="h5">{t('settings:effect.title')}</h3>
      <ProblemAlert problem={error} fields />
      {data && !error && (
        <>
          <p>{t('settings:effect.moved', { count: data.moved, number: formatNumber(data.moved) })}</p>
          <DataTable
            caption={t('settings:effect.title')}
            rows={data.classes}
            keyOf={(row) => row.class}
            columns={[
              {
                name: 'class',
                label: t('settings:effect.class'),
                show: (row) => t(`common:disadvantage.${row.class}`),
              },
              {
                name: 'before',
                label: t('settings:effect.before'),
                numeric: true,
                show: ({ before }) => formatNumber(before),
              },
              {
                name: 'after',
                label: t('settings:effect.after'),
                numeric: true,
                show: ({ after }) => formatNumber(after),
              },
            ]}
          />
        </>
      )}
    </section>
  );
}
