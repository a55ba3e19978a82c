import { useId, useState } from 'react';
import { t } from '@/lib/i18n';
import { Disclosure } from './Disclosure';
import { FieldError, FieldHelp, type FieldProps, type Option, RequiredMark } from './Field';

type Props = FieldProps & {
  options: Option[];
  value: string[];
  onChange: (value: string[]) => void;
  required?: boolean;
  name?: string;
  /** Names what is chosen under the button: a form has nowhere else that does. */
  spelled?: boolean;
};

const SEARCH_FROM = 12;

const fold = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Several out of many: a group of real checkboxes behind a button, with a search when they are many. */
export function MultiSelect(props: Props) {
  const { label, help, error, full, options, value, onChange, required, name, spelled } = props;
  const id = useId();
  const [wanted, setWanted] = useState('');
  const shown = options.filter((option) => fold(option.label).includes(fold(wanted)));
  const chosen = options.filter((option) => value.includes(option.value));
  const toggle = (one: string) =>
    onChange(value.includes(one) ? value.filter((other) => other !== one) : [...value, one]);
  const describedBy = [help && `${id}-help`, error && `${id}-error`].filter(Boolean).join(' ') || undefined;

  return (
    <fieldset
      className={`field ${error ? 'invalid' : ''} ${full ? 'full' : ''}`}
      aria-describedby={describedBy}
      name={name}
    >
      <legend>
        {label}
        <RequiredMark shown={required} />
      </legend>
      <Disclosure start label={summary(chosen)}>
        {options.length >= SEARCH_FROM && (
          <input
            type="search"
            className="form-control"
            aria-label={t('ui:multi.search')}
            placeholder={t('ui:multi.search')}
            value={wanted}
            onChange={(event) => setWanted(event.target.value)}
          />
        )}
        <div className="choices">
          {shown.map((option) => (
            <div className="check" key={option.value}>
              <input
                id={`${id}-${option.value}`}
                type="checkbox"
                checked={value.includes(option.value)}
                onChange={() => toggle(option.value)}
              />
              <label htmlFor={`${id}-${option.value}`}>{option.label}</label>
            </div>
          ))}
          {shown.length === 0 && <p>{t('ui:multi.none')}</p>}
        </div>
      </Disclosure>
      {spelled && chosen.length > 1 && (
        <ul className="chosen">
          {chosen.map((option) => (
            <li key={option.value}>{option.label}</li>
          ))}
        </ul>
      )}
      <FieldHelp id={`${id}-help`} text={help} />
      <FieldError id={`${id}-error`} text={error} />
    </fieldset>
  );
}

function summary(chosen: Option[]): string {
  if (chosen.length === 0) return t('ui:multi.choose');
  return chosen.length === 1 ? chosen[0]!.label : t('ui:multi.chosen', { count: chosen.length });
}
