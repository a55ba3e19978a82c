import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { http, ifMatch, orThrow, type Schemas } from '@/api/client';
import { refetchAll } from '@/api/query-client';
import { t } from '@/lib/i18n';
import { fieldErrors, type Problem } from '@/lib/problem';
import { stored } from '@/lib/storage';
import { vocabularyOptions } from '@/resource/options';
import { Button } from '@/ui/Button';
import { Select } from '@/ui/Field';
import { Form, FormSection } from '@/ui/Form';
import { Notice } from '@/ui/Notice';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { fieldsOf, type Import, isOld, type Method } from './words';

type Mapping = {
  method: Method;
  control: string;
  type: string;
  columns: Record<string, string>;
  areas: Record<string, string>;
};

const proposed = (data: Import): Mapping => ({
  method: data.method ?? (data.columns.some(({ field }) => isOld(field)) ? 'pna2013' : 'pna2019'),
  control: data.control ?? '',
  type: data.measure_type ?? '',
  columns: Object.fromEntries(data.columns.map(({ heading, field }) => [heading, field ?? ''])),
  areas: Object.fromEntries(data.areas.map(({ text, area }) => [text, area ?? ''])),
});

/** Which column is what, and what the words of the file mean: proposed, and kept in this browser until the rows are checked. */
export function MappingForm({ data }: { data: Import }) {
  const key = `register-import.${data.id}.${data.version}`;
  const [mapping, setMapping] = useState<Mapping>(
    () => JSON.parse(stored.get(key) ?? 'null') ?? proposed(data),
  );
  const navigate = useNavigate();
  const change = (next: Partial<Mapping>) => {
    const whole = { ...mapping, ...next };
    setMapping(whole);
    stored.set(key, JSON.stringify(whole));
  };
  const fields = fieldsOf(mapping.method);
  const used = Object.values(mapping.columns).filter((field) => fields.includes(field));
  const asksControl = used.some(isOld);
  const asksType = used.includes('measure') && !used.includes('measure_type');
  const send = useMutation<Import, Problem>({
    mutationFn: async () =>
      orThrow(
        await http.PUT('/register-imports/{id}/mapping', {
          params: { path: { id: data.id }, header: ifMatch(`"v${data.version}"`) },
          body: bodyOf(data, mapping, asksControl),
        }),
      ),
    onSuccess: async () => {
      stored.set(key, null);
      await refetchAll();
      await navigate({ to: `/importazioni/${data.id}` as '/' }); // to the report, which tells what is still wrong
    },
  });
  const wrong = send.error ? fieldErrors(send.error) : {};
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!send.isPending) send.mutate();
  };
  return (
    <Form
      label={t('register-imports:steps.mapping')}
      onSubmit={submit}
      actions={
        <Button type="submit" busy={send.isPending}>
          {t('register-imports:mapping.send')}
        </Button>
      }
    >
      <ProblemAlert problem={send.error} fields />
      <FormSection>
        <Select
          label={t('register-imports:mapping.method')}
          options={(['pna2019', 'pna2013'] as const).map((value) => ({
            value,
            label: t(`register-imports:method.${value}`),
          }))}
          value={mapping.method}
          onChange={(event) => change({ method: event.target.value as Method })}
        />
        {asksControl && (
          <Select
            label={t('register-imports:mapping.control')}
            help={t('register-imports:mapping.control-help')}
            empty={t('register-imports:mapping.control-choose')}
            options={['annex', 'inverted'].map((value) => ({
              value,
              label: t(`register-imports:mapping.${value}`),
            }))}
            required
            error={wrong.control}
            value={mapping.control}
            onChange={(event) => change({ control: event.target.value })}
          />
        )}
        {used.includes('measure') && (
          <Select
            label={t('register-imports:mapping.type')}
            empty={t('register-imports:mapping.type-none')}
            options={vocabularyOptions('measure_types')()}
            required={asksType}
            error={wrong.measure_type}
            value={mapping.type}
            onChange={(event) => change({ type: event.target.value })}
          />
        )}
      </FormSection>
      <FormSection legend={t('register-imports:mapping.columns')}>
        <p className="full">{t('register-imports:mapping.columns-help')}</p>
        {data.columns.map(({ heading }, n) => (
          <Select
            key={heading}
            label={heading}
            empty={t('register-imports:mapping.not-read')}
            options={fields.map((value) => ({ value, label: t(`register-imports:field.${value}`) }))}
            error={wrong[`columns.${n}.field`]}
            value={fields.includes(mapping.columns[heading] ?? '') ? mapping.columns[heading] : ''}
            onChange={(event) => change({ columns: { ...mapping.columns, [heading]: event.target.value } })}
          />
        ))}
      </FormSection>
      {data.areas.length > 0 && (
        <FormSection legend={t('register-imports:mapping.areas')}>
          <p className="full">{t('register-imports:mapping.areas-help')}</p>
          {data.areas.map(({ text, rows }) => (
            <Select
              key={text}
              label={t('register-imports:mapping.area', { text, count: rows })}
              empty={t('register-imports:mapping.area-none')}
              options={vocabularyOptions('risk_areas')()}
              value={mapping.areas[text] ?? ''}
              onChange={(event) => change({ areas: { ...mapping.areas, [text]: event.target.value } })}
            />
          ))}
        </FormSection>
      )}
      <Notice title={t('register-imports:mapping.remembered')} />
    </Form>
  );
}

function bodyOf(data: Import, mapping: Mapping, asksControl: boolean): Schemas['RegisterMapping'] {
  const fields = fieldsOf(mapping.method);
  return {
    method: mapping.method,
    columns: data.columns.map(({ heading }) => {
      const field = mapping.columns[heading] ?? '';
      return fields.includes(field) ? { heading, field } : { heading };
    }),
    areas: data.areas.flatMap(({ text }) => {
      const area = mapping.areas[text];
      return area ? [{ text, area }] : [];
    }),
    ...(asksControl && mapping.control && { control: mapping.control as 'annex' | 'inverted' }),
    ...(mapping.type && { measure_type: mapping.type }),
  };
}
