import type { ReactNode } from 'react';
import { useWatch } from 'react-hook-form';
import { orThrow } from '@/api/client';
import { refetchAll } from '@/api/query-client';
import { t } from '@/lib/i18n';
import { useServerForm } from '@/lib/use-server-form';
import { Button } from '@/ui/Button';
import { Field } from '@/ui/Field';
import { FormSection } from '@/ui/Form';
import { ServerForm } from '@/ui/ServerForm';
import { toast } from '@/ui/Toast';

type Numbers<N extends string> = Record<N, number>;

/** What the form of a setting is given. */
export type Of<Setting> = { setting: Setting; etag: string; reload: () => void };

type Props<N extends string> = {
  /** Its texts are `settings:<id>.title`, `.saved` and `.standard`. */
  id: string;
  sections: { legend?: string; fields: readonly N[] }[];
  labelOf: (name: N) => string;
  /** Written with a comma; otherwise whole. */
  decimal?: boolean;
  setting: { value: Numbers<N>; standard: Numbers<N> };
  reload: () => void;
  put: (value: Numbers<N>) => Promise<Parameters<typeof orThrow>[0]>;
  /** What follows the fields: of what is typed, undefined while it is incomplete. */
  children?: (value?: Numbers<N>) => ReactNode;
};

/** The numbers of a setting of the network, which may be put back to those it began with. */
export function SettingForm<N extends string>(props: Props<N>) {
  const { id, sections, labelOf, decimal, setting, reload, put, children } = props;
  const names = sections.flatMap(({ fields }) => fields);
  const each = <V,>(value: (name: N) => V) =>
    Object.fromEntries(names.map((name) => [name, value(name)])) as Record<N, V>;
  const shape = decimal ? /^\d+([.,]\d+)?$/ : /^\d+$/;
  const fits = (typed = '') => shape.test(typed.trim());
  const toValues = (numbers: Numbers<N>) => each((name) => String(numbers[name]).replace('.', ','));
  const toNumbers = (typed: Record<string, string>) => each((name) => Number(typed[name]?.replace(',', '.')));
  const { form, message, ...rest } = useServerForm<Record<string, string>>({
    defaults: toValues(setting.value),
    labels: each(labelOf),
    save: async (typed) => {
      orThrow(await put(toNumbers(typed)));
      toast(t(`settings:${id}.saved`));
      await refetchAll();
    },
  });
  const typed = useWatch({ control: form.control }) as Record<string, string>;
  return (
    <ServerForm
      of={rest}
      label={t(`settings:${id}.title`)}
      reload={reload}
      beside={
        <Button
          look="outline"
          onClick={() => form.reset(toValues(setting.standard), { keepDefaultValues: true })}
        >
          {t(`settings:${id}.standard`)}
        </Button>
      }
    >
      {sections.map(({ legend, fields }) => (
        <FormSection key={fields[0]} legend={legend}>
          {fields.map((name) => (
            <Field
              key={name}
              label={labelOf(name)}
              {...(decimal ? { inputMode: 'decimal' } : { type: 'number', inputMode: 'numeric', min: 0 })}
              required
              error={message(name)}
              {...form.register(name, {
                validate: (value) => fits(value) || t(`settings:${decimal ? 'decimal' : 'whole'}`),
              })}
            />
          ))}
        </FormSection>
      ))}
      {children?.(names.every((name) => fits(typed[name])) ? toNumbers(typed) : undefined)}
    </ServerForm>
  );
}
