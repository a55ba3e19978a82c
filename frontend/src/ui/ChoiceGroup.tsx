import { useId } from 'react';
import { FieldError, FieldHelp, type FieldProps, type Option, RequiredMark } from './Field';

type Props = FieldProps & {
  name: string;
  options: Option[];
  value: string;
  required?: boolean;
  /** Choices of one word stand side by side. */
  inline?: boolean;
  onChange: (value: string) => void;
};

/** One choice among a few, all in sight: the arrow keys go through them. */
export function ChoiceGroup({
  label,
  help,
  error,
  full,
  required,
  name,
  options,
  value,
  inline,
  onChange,
}: Props) {
  const id = useId();
  const describedBy = [help && `${id}-help`, error && `${id}-error`].filter(Boolean).join(' ') || undefined;
  return (
    <fieldset
      className={`field ${error ? 'invalid' : ''} ${full ? 'full' : ''}`}
      aria-describedby={describedBy}
    >
      <legend>
        {label}
        <RequiredMark shown={required} />
      </legend>
      <div className={inline ? 'choice-row' : undefined}>
        {options.map((option) => (
          <div className="check" key={option.value}>
            <input
              id={`${id}-${option.value}`}
              type="radio"
              name={name}
              value={option.value}
              checked={value === option.value}
              onChange={() => onChange(option.value)}
            />
            <label htmlFor={`${id}-${option.value}`}>{option.label}</label>
          </div>
        ))}
      </div>
      <FieldHelp id={`${id}-help`} text={help} />
      <FieldError id={`${id}-error`} text={error} />
    </fieldset>
  );
}
