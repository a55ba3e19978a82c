import { type Control, useController, useWatch } from 'react-hook-form';
import { t, tOr } from '@/lib/i18n';
import { Checkbox, Field, Select, Textarea } from '@/ui/Field';
import { MultiSelect } from '@/ui/MultiSelect';
import type { AnyDefinition, CustomInput, FieldDef, FormValues } from './definition';
import { fieldLabel } from './words';

type Props = {
  def: AnyDefinition;
  field: FieldDef;
  control: Control<FormValues>;
  message: (name: string) => string | undefined;
};

/** The input of a field, by its kind. */
export function FormField({ def, field, control, message }: Props) {
  const { name, required, full } = field;
  const { field: input } = useController({
    name,
    control,
    rules: { validate: (value) => complete(field, value) },
  });
  const shared = {
    label: fieldLabel(def, name),
    help: tOr(`${def.ns}:help.${name}`, '') || undefined,
    error: message(name),
    full,
    required,
  };
  const text = {
    ...shared,
    name,
    ref: input.ref,
    onBlur: input.onBlur,
    onChange: input.onChange,
    value: String(input.value ?? ''),
  };
  switch (field.kind) {
    case 'textarea':
    case 'lines':
      return <Textarea {...text} maxLength={field.maxLength} rows={field.rows} />;
    case 'number':
      return <Field {...text} type="number" inputMode="decimal" min={field.min} max={field.max} />;
    case 'checkbox':
      return (
        <Checkbox
          {...shared}
          name={name}
          ref={input.ref}
          checked={Boolean(input.value)}
          onChange={input.onChange}
          onBlur={input.onBlur}
        />
      );
    case 'select':
      return <Choice field={field} text={text} />;
    case 'multi':
      return (
        <Several
          field={field}
          shared={shared}
          value={(input.value ?? []) as string[]}
          onChange={input.onChange}
        />
      );
    case 'custom':
      return (
        <Custom
          field={field}
          control={control}
          input={{
            label: shared.label,
            value: input.value,
            onChange: input.onChange,
            error: shared.error,
            errorAt: (path) => message(`${name}.${path}`),
          }}
        />
      );
    case 'date':
      return <Field {...text} type="date" />;
    default:
      return <Field {...text} type={field.kind} maxLength={field.maxLength} />;
  }
}

/** A field with a component of its own, which sees the rest of the form. */
function Custom({
  field,
  control,
  input,
}: {
  field: Of<'custom'>;
  control: Control<FormValues>;
  input: CustomInput;
}) {
  return field.render({ ...input, values: useWatch({ control }) });
}

type Of<K> = Extract<FieldDef, { kind: K }>;

function Choice({ field, text }: { field: Of<'select'>; text: Parameters<typeof Field>[0] }) {
  const { ref, onBlur, onChange, type, ...rest } = text as Parameters<typeof Select>[0] & { type?: string };
  const empty = field.useEmpty?.();
  return (
    <Select
      {...rest}
      ref={ref}
      onBlur={onBlur}
      onChange={onChange}
      options={field.useOptions()}
      empty={empty ?? t('ui:multi.choose')}
    />
  );
}

type SeveralProps = {
  field: Of<'multi'>;
  shared: { label: string; help?: string; error?: string; full?: boolean; required?: boolean };
  value: string[];
  onChange: (value: string[]) => void;
};

function Several({ field, shared, value, onChange }: SeveralProps) {
  return (
    <MultiSelect
      {...shared}
      name={field.name}
      spelled
      options={field.useOptions()}
      value={value}
      onChange={onChange}
    />
  );
}

/** Only what needs no rule of the domain: a required field that is empty. The server has the last word. */
function complete({ required }: FieldDef, value: unknown): true | string {
  const empty = Array.isArray(value) ? value.length === 0 : String(value ?? '').trim() === '';
  return required && empty ? t('ui:required') : true;
}
