import { formatDate, isDate } from '@/lib/dates';
import { hasText, t, tOr } from '@/lib/i18n';
import { formatNumber } from '@/lib/numbers';
import type { Option } from '@/ui/Field';
import type { AnyDefinition } from './definition';

type Worded = Pick<AnyDefinition, 'ns' | 'formats'>;
type Formed = Worded & Pick<AnyDefinition, 'form' | 'newForm' | 'parts'>;

export const fieldLabel = ({ ns }: Worded, name: string): string =>
  tOr(`${ns}:field.${name}`, tOr(`common:field.${name}`, name));

export const hasLabel = ({ ns }: Worded, name: string): boolean =>
  hasText(`${ns}:field.${name}`) || hasText(`common:field.${name}`);

export const filterLabel = (def: Worded, name: string): string =>
  tOr(`${def.ns}:filter.${name}`, fieldLabel(def, name));

export const actionLabel = ({ ns }: Worded, action: string): string =>
  hasText(`${ns}:action.${action}`) ? t(`${ns}:action.${action}`) : t(`common:action.${action}`);

/** A value in Italian words: by the field's own format, by its texts, by its type. '' for nothing. */
export function valueText(def: Worded, name: string, value: unknown): string {
  const format = def.formats?.[name];
  if (value === null || value === undefined || value === '') return '';
  if (Array.isArray(value)) return value.map((one) => valueText(def, name, one)).join(format ? '\n' : ', ');
  if (format) return format(value);
  if (typeof value === 'boolean') return t(value ? 'ui:yes' : 'ui:no');
  if (typeof value === 'number') return formatNumber(value);
  if (isDate(value)) return formatDate(value);
  if (typeof value === 'object') return objectText(value as Record<string, unknown>);
  const text = String(value);
  const key = `${def.ns}:value.${name}.${text}`;
  return /^[\w-]+$/.test(text) && hasText(key) ? t(key) : text;
}

/** Another row that a history tells of by its number alone; '' for none. */
export const rowNumber = (id: unknown): string =>
  Number(id) ? t('common:act.number', { number: String(id) }) : '';

/** A value of the audit trail, which is text: `true`, a date, a code or several with commas between. */
export function historyText(def: Formed, name: string, text: string): string {
  if (text !== '' && isNumeric(def, name)) return valueText(def, name, Number(text));
  if (text === 'true' || text === 'false') return valueText(def, name, text === 'true');
  if (/^[\w.-]+(, [\w.-]+)+$/.test(text))
    return text
      .split(', ')
      .map((one) => valueText(def, name, one))
      .join(', ');
  return valueText(def, name, text);
}

/** Whether a form of the resource writes the field as a number: a code of digits is none. */
const isNumeric = ({ form, newForm, parts = {} }: Formed, name: string): boolean =>
  [form, newForm, ...Object.values(parts)].some((one) =>
    one?.sections.some(({ fields }) =>
      fields.some((field) => field.name === name && field.kind === 'number'),
    ),
  );

const objectText = (value: Record<string, unknown>): string =>
  String(value.name ?? value.title ?? value.label ?? value.code ?? Object.values(value).join(', '));

/** The options of an enumeration, in the words of `<ns>:value.<name>.<code>`. */
export const enumOptions = (ns: string, name: string, codes: readonly string[]): Option[] =>
  codes.map((code) => ({ value: code, label: t(`${ns}:value.${name}.${code}`) }));
