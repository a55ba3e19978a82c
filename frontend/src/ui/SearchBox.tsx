import { type FormEvent, useEffect, useState } from 'react';
import { t } from '@/lib/i18n';
import { Button } from './Button';
import { Field } from './Field';

type Props = { label: string; value: string; onSearch: (text: string) => void; autoFocus?: boolean };

/** Searches on Enter or on the button; emptying the box shows everything again. */
export function SearchBox({ label, value, onSearch, autoFocus }: Props) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSearch(text.trim());
  };
  const change = (next: string) => {
    setText(next);
    if (next === '' && value) onSearch('');
  };
  return (
    <search aria-label={label}>
      <form className="search-box" onSubmit={submit}>
        <Field
          label={label}
          type="search"
          maxLength={200}
          value={text}
          autoFocus={autoFocus}
          onChange={(event) => change(event.target.value)}
        />
        <Button type="submit" icon="it-search">
          {t('ui:search')}
        </Button>
      </form>
    </search>
  );
}
