import { type ComponentProps, useState } from 'react';
import { t } from '@/lib/i18n';
import type { Search } from '@/lib/url-state';
import { Field, type Option, Select } from '@/ui/Field';
import { FilterBar } from '@/ui/FilterBar';
import { MultiSelect } from '@/ui/MultiSelect';
import type { AnyDefinition, FilterDef } from './definition';
import { filterLabel, valueText } from './words';

/** What no list shows unless asked: the archive, for who may read what happened. */
export const archive: FilterDef = {
  name: 'archived',
  kind: 'one',
  useOptions: () => [{ value: 'true', label: t('common:only-archived') }],
};

type Props = {
  def: AnyDefinition;
  filters: FilterDef[];
  chosen: Record<string, string[]>;
  set: (patch: Search) => void;
};

export function Filters({ def, filters, chosen, set }: Props) {
  const options = useAllOptions(filters);
  if (filters.length === 0) return null;
  const word = (name: string, value: string) =>
    options[name]?.find((option) => option.value === value)?.label ?? valueText(def, name, value);
  const chips = filters.flatMap(({ name }) =>
    (chosen[name] ?? []).map((value) => ({
      key: `${name}=${value}`,
      label: `${filterLabel(def, name)}: ${word(name, value)}`,
      remove: () => set({ [name]: chosen[name]?.filter((other) => other !== value) }),
    })),
  );
  return (
    <FilterBar
      chips={chips}
      onClear={() => set(Object.fromEntries(filters.map(({ name }) => [name, undefined])))}
    >
      {filters.map((filter) => (
        <One
          key={filter.name}
          def={def}
          filter={filter}
          options={options[filter.name] ?? []}
          value={chosen[filter.name] ?? []}
          set={set}
        />
      ))}
    </FilterBar>
  );
}

/** The filters of a definition never change, so neither does the order of these hooks. */
function useAllOptions(filters: FilterDef[]): Record<string, Option[]> {
  const found: Record<string, Option[]> = {};
  for (const filter of filters) {
    // biome-ignore lint/correctness/useHookAtTopLevel: a fixed list, see above
    if ('useOptions' in filter) found[filter.name] = filter.useOptions();
  }
  return found;
}

type OneProps = {
  def: AnyDefinition;
  filter: FilterDef;
  options: Option[];
  value: string[];
  set: Props['set'];
};

function One({ def, filter: { name, kind }, options, value, set }: OneProps) {
  const label = filterLabel(def, name);
  if (kind === 'many') {
    return (
      <Several label={label} options={options} value={value} onChange={(next) => set({ [name]: next })} />
    );
  }
  if (kind === 'one') {
    return (
      <Select
        label={label}
        options={options}
        empty={t('ui:filter.any')}
        value={value[0] ?? ''}
        onChange={(event) => set({ [name]: event.target.value })}
      />
    );
  }
  return (
    <Field
      key={value[0]}
      label={label}
      type={kind}
      defaultValue={value[0] ?? ''}
      onBlur={(event) => event.target.value !== (value[0] ?? '') && set({ [name]: event.target.value })}
    />
  );
}

/** What is chosen shows at once, and the next choice adds to it: the address follows a moment later. */
function Several({ value, onChange, ...input }: ComponentProps<typeof MultiSelect>) {
  const [chosen, setChosen] = useState(value);
  const [known, setKnown] = useState(value.join());
  if (known !== value.join()) {
    setKnown(value.join());
    setChosen(value);
  }
  return (
    <MultiSelect
      {...input}
      value={chosen}
      onChange={(next) => {
        setChosen(next);
        onChange(next);
      }}
    />
  );
}
