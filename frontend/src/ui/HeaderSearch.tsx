import { type FormEvent, useId, useState } from 'react';
import { t } from '@/lib/i18n';
import { AppLink } from './AppLink';
import { Icon } from './Icon';

/** Search everywhere: a box where there is room for it, the way to its page elsewhere. */
export function HeaderSearch({ onSearch }: { onSearch: (text: string) => void }) {
  const id = useId();
  const [text, setText] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!text.trim()) return;
    onSearch(text.trim());
    setText('');
  };
  return (
    <>
      <search className="header-search d-none d-lg-block" aria-label={t('ui:search-all')}>
        <form onSubmit={submit}>
          <label htmlFor={id} className="visually-hidden">
            {t('ui:search-all')}
          </label>
          <input
            id={id}
            type="search"
            maxLength={200}
            placeholder={t('ui:search-all')}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          <button type="submit">
            <Icon name="it-search" size="sm" />
            <span className="visually-hidden">{t('ui:search-start')}</span>
          </button>
        </form>
      </search>
      <div className="it-search-wrapper d-lg-none">
        <AppLink className="search-link rounded-icon" to="/cerca" aria-label={t('ui:search-all')}>
          <Icon name="it-search" />
        </AppLink>
      </div>
    </>
  );
}
