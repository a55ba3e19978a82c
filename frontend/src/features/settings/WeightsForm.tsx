import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useDeferredValue } from 'react';
import { useWatch } from 'react-hook-form';
import { http, ifMatch, orThrow, type Schemas } from '@/api/client';
import { refetchAll } from '@/api/query-client';
import { t } from '@/lib/i18n';
import { formatNumber } from '@/lib/numbers';
import { useServerForm } from '@/lib/use-server-form';
import { Button } from '@/ui/Button';
import { DataTable } from '@/ui/DataTable';
import { Field } from '@/ui/Field';
import { Form, FormSection } from '@/ui/Form';
import { Notice } from '@/ui/Notice';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { toast } from '@/ui/Toast';

type Weights = Schemas['DisadvantageWeights'];
type Name = keyof Weights;
type Values = Record<Name, string>;

const sections: { id: string; fields: Name[] }[] = [
  {
    id: 'inner_area',
    fields: ['class_factor', 'class_a', 'class_b', 'class_c', 'class_d', 'class_e', 'class_f'],
  },
  { id: 'population', fields: ['under_1000', 'under_3000', 'under_5000'] },
  { id: 'others', fields: ['staff_under_10', 'secretary', 'distress', 'island'] },
  { id: 'thresholds', fields: ['from_medium', 'from_high', 'from_very_high'] },
];
const names = sections.flatMap(({ fields }) => fields);

const toValues = (weights: Weights) =>
  Object.fromEntries(names.map((name) => [name, String(weights[name])])) as Values;
const toWeights = (values: Values) =>
  Object.fromEntries(names.map((name) => [name, Number(values[name])])) as Weights;
const whole = (value: string) => /^\d+$/.test(value.trim());

type Props = { setting: Schemas['DisadvantageSetting']; etag: string; reload: () => void };

/** The weights of the index, and what they would do before they are saved. */
export function WeightsForm({ setting, etag, reload }: Props) {
  const labels = Object.fromEntries(names.map((name) => [name, t(`settings:field.${name}`)]));
  const { form, submit, busy, attempt, summary, problem, message, refused } = useServerForm<Values>({
    defaults: toValues(setting.value),
    labels,
    save: async (values) => {
      const params = { header: ifMatch(etag) };
      orThrow(await http.PUT('/network-settings/disadvantage', { params, body: toWeights(values) }));
      toast(t('settings:weights.saved'));
      await refetchAll();
    },
  });
  const stale = refused?.status === 412;
  return (
    <Form
      label={t('settings:weights.title')}
      onSubmit={submit}
      errors={summary}
      attempt={attempt}
      actions={
        <>
          <Button type="submit" busy={busy}>
            {t(busy ? 'common:saving' : 'ui:save')}
          </Button>
          <Button
            look="outline"
            onClick={() => form.reset(toValues(setting.standard), { keepDefaultValues: true })}
          >
            {t('settings:weights.standard')}
          </Button>
        </>
      }
    >
      <ProblemAlert problem={problem} retry={stale ? reload : undefined} />
      {sections.map(({ id, fields }) => (
        <FormSection key={id} legend={t(`settings:section.${id}`)}>
          {fields.map((name) => (
            <Field
              key={name}
              label={labels[name]}
              type="number"
              inputMode="numeric"
              min={0}
              required
              error={message(name)}
              {...form.register(name, { validate: (value) => whole(value) || t('settings:whole') })}
            />
          ))}
        </FormSection>
      ))}
      <Effect values={useWatch({ control: form.control }) as Values} />
    </Form>
  );
}

/** How many municipalities in each class, before and after. */
function Effect({ values }: { values: Values }) {
  const asked = useDeferredValue(values);
  const complete = names.every((name) => whole(asked[name] ?? ''));
  const { data, error } = useQuery({
    queryKey: ['network-settings', 'preview', asked],
    queryFn: async ({ signal }) =>
      orThrow(await http.POST('/network-settings/disadvantage/preview', { body: toWeights(asked), signal })),
    enabled: complete,
    placeholderData: keepPreviousData,
    retry: false,
  });
  if (!complete) return <Notice tone="warning" title={t('settings:effect.incomplete')} />;
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
