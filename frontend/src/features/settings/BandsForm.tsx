import { http, ifMatch, orThrow, type Schemas } from '@/api/client';
import { refetchAll } from '@/api/query-client';
import { t } from '@/lib/i18n';
import { useServerForm } from '@/lib/use-server-form';
import { Button } from '@/ui/Button';
import { Field } from '@/ui/Field';
import { Form, FormSection } from '@/ui/Form';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { toast } from '@/ui/Toast';

type Bands = Schemas['EvaluationBands'];
type Values = Record<keyof Bands, string>;

const names: (keyof Bands)[] = ['from_medium', 'from_high'];
const labelOf = (name: string) => t(`settings:bands.${name}`);
const toValues = (bands: Bands) =>
  Object.fromEntries(names.map((name) => [name, String(bands[name]).replace('.', ',')])) as Values;
const toBands = (values: Values) =>
  Object.fromEntries(names.map((name) => [name, Number(values[name].replace(',', '.'))])) as Bands;
const decimal = (value: string) => /^\d+([.,]\d+)?$/.test(value.trim());

type Props = { setting: Schemas['EvaluationBandsSetting']; etag: string; reload: () => void };

/** Where the levels of the superseded method begin. */
export function BandsForm({ setting, etag, reload }: Props) {
  const { form, submit, busy, attempt, summary, problem, message, refused } = useServerForm<Values>({
    defaults: toValues(setting.value),
    labels: Object.fromEntries(names.map((name) => [name, labelOf(name)])),
    save: async (values) => {
      const params = { header: ifMatch(etag) };
      orThrow(await http.PUT('/network-settings/evaluation-bands', { params, body: toBands(values) }));
      toast(t('settings:bands.saved'));
      await refetchAll();
    },
  });
  return (
    <Form
      label={t('settings:bands.title')}
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
            {t('settings:bands.standard')}
          </Button>
        </>
      }
    >
      <ProblemAlert problem={problem} retry={refused?.status === 412 ? reload : undefined} />
      <FormSection>
        {names.map((name) => (
          <Field
            key={name}
            label={labelOf(name)}
            inputMode="decimal"
            required
            error={message(name)}
            {...form.register(name, { validate: (value) => decimal(value) || t('settings:bands.decimal') })}
          />
        ))}
      </FormSection>
    </Form>
  );
}
