import { useEffect, useState } from 'react';
import type { Schemas } from '@/api/client';
import { t } from '@/lib/i18n';
import { Field, Select } from '@/ui/Field';
import { FilterBar } from '@/ui/FilterBar';
import { type Filters, none } from './useWork';

const PAUSE_MS = 300; // of who types, before the words are looked for

type Props = {
  areas: Schemas['RegisterAreaSum'][];
  filters: Filters;
  setFilters: (filters: Filters) => void;
};

/** Which events of a register are wanted. */
export function WorkFilters({ areas, filters, setFilters }: Props) {
  const [words, setWords] = useState(filters.words);
  const [said, setSaid] = useState(filters.words);
  if (said !== filters.words) {
    setSaid(filters.words);
    if (words.trim() !== filters.words) setWords(filters.words); // taken away by its chip
  }
  const set = (patch: Partial<Filters>) => setFilters({ ...filters, words: words.trim(), ...patch });
  useEffect(() => {
    if (words.trim() === filters.words) return;
    const later = setTimeout(() => setFilters({ ...filters, words: words.trim() }), PAUSE_MS);
    return () => clearTimeout(later);
  });
  const word = (name: keyof Filters, value: string) =>
    name === 'area'
      ? (areas.find(({ code }) => code === value)?.name ?? value)
      : name === 'words'
        ? value
        : t(`register-work:${name}.${value}`);
  const options = (name: 'state' | 'level', values: string[]) =>
    values.map((value) => ({ value, label: t(`register-work:${name}.${value}`) }));
  return (
    <FilterBar
      chips={(Object.keys(filters) as (keyof Filters)[])
        .filter((name) => filters[name])
        .map((name) => ({
          key: name,
          label: `${t(`register-work:filter.${name}`)}: ${word(name, filters[name])}`,
          remove: () => set({ [name]: '' }),
        }))}
      onClear={() => setFilters(none)}
    >
      <Field
        label={t('register-work:filter.words')}
        type="search"
        maxLength={100}
        value={words}
        onChange={(event) => setWords(event.target.value)}
      />
      <Select
        label={t('register-work:filter.area')}
        empty={t('ui:filter.any')}
        options={areas.map(({ code, name }) => ({ value: code, label: `${code} ${name}` }))}
        value={filters.area}
        onChange={(event) => set({ area: event.target.value })}
      />
      <Select
        label={t('register-work:filter.state')}
        empty={t('ui:filter.any')}
        options={options('state', ['open', 'todo', 'draft', 'confirmed'])}
        value={filters.state}
        onChange={(event) => set({ state: event.target.value })}
      />
      <Select
        label={t('register-work:filter.level')}
        empty={t('ui:filter.any')}
        options={options('level', ['low', 'medium', 'high'])}
        value={filters.level}
        onChange={(event) => set({ level: event.target.value })}
      />
    </FilterBar>
  );
}
