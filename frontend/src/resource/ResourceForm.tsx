import { useBlocker } from '@tanstack/react-router';
import { useState } from 'react';
import { useWatch } from 'react-hook-form';
import { t } from '@/lib/i18n';
import type { Problem } from '@/lib/problem';
import { useServerForm } from '@/lib/use-server-form';
import { LinkButton } from '@/ui/Button';
import { FormSection } from '@/ui/Form';
import { ServerForm } from '@/ui/ServerForm';
import { Unsaved } from '@/ui/Unsaved';
import type { AnyDefinition, FieldDef, FormValues } from './definition';
import { FormField } from './FormField';
import { fitting } from './form-values';
import { fieldLabel } from './words';

type Props = {
  def: AnyDefinition;
  sections: { id: string; fields: FieldDef[] }[];
  values: FormValues;
  /** What is not in the form, for the fields that depend on it. */
  known?: object;
  back: string;
  /** Throws the Problem of a refusal. */
  save: (values: FormValues) => Promise<void>;
  saved: () => void;
  /** A refusal this page explains in its own way: true when it did. `again` sends other values in the same form. */
  explain?: (problem: Problem, values: FormValues, again: (values: FormValues) => void) => boolean;
};

/** The form of a resource: server errors on their fields, nothing sent twice, nothing lost by leaving. */
export function ResourceForm({ def, sections, values, known, back, save, saved, explain }: Props) {
  const [leaving, setLeaving] = useState(false);
  const fields = sections.flatMap((section) => section.fields);
  const labels = Object.fromEntries(fields.map(({ name }) => [name, fieldLabel(def, name)]));
  const { form, message, ...rest } = useServerForm<FormValues>({
    defaults: values,
    labels,
    save: async (entered) => {
      try {
        await save(entered);
      } catch (error) {
        if (explain?.(error as Problem, entered, again)) return;
        throw error;
      }
      setLeaving(true);
      form.reset(entered);
      saved();
    },
  });
  const again = (other: FormValues) => {
    form.reset(other, { keepDefaultValues: true });
    void rest.submit();
  };
  const entered = useWatch({ control: form.control, disabled: fields.every(({ when }) => !when) });
  const fitted = (group: FieldDef[]) => fitting(group, { ...known, ...values, ...entered });
  const shown = sections
    .map(({ id, fields: group }) => ({ id, group: fitted(group) }))
    .filter(({ group }) => group.length > 0);
  const dirty = form.formState.isDirty && !leaving;
  const blocker = useBlocker({ shouldBlockFn: () => dirty, enableBeforeUnload: dirty, withResolver: true });

  return (
    <>
      <ServerForm
        of={rest}
        label={t(`${def.ns}:one`)}
        beside={
          <LinkButton look="outline" to={back}>
            {t('ui:cancel')}
          </LinkButton>
        }
      >
        {fields.some((field) => field.required) && <p>{t('ui:required-hint')}</p>}
        {shown.map(({ id, group }) => (
          <FormSection key={id} legend={id && t(`${def.ns}:section.${id}`)}>
            {group.map((field) => (
              <FormField key={field.name} def={def} field={field} control={form.control} message={message} />
            ))}
          </FormSection>
        ))}
      </ServerForm>
      <Unsaved blocker={blocker} />
    </>
  );
}
