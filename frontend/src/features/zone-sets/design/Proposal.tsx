import { useMutation, useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { http, orThrow, type Schemas } from '@/api/client';
import { municipalityName } from '@/api/reference';
import { t } from '@/lib/i18n';
import type { Problem } from '@/lib/problem';
import { Button } from '@/ui/Button';
import { Checkbox, Field, Select } from '@/ui/Field';
import { Fold } from '@/ui/Fold';
import { FormSection } from '@/ui/Form';
import { MultiSelect } from '@/ui/MultiSelect';
import { Notice } from '@/ui/Notice';
import { ProblemAlert } from '@/ui/ProblemAlert';
import type { DesignZone } from './state';

const p = (name: string) => t(`zone-sets:proposal.${name}`);
const number = (text: string) => (text === '' ? undefined : Number(text));

/** Asks the server for a division by constraints, and shows its reasons. */
export function Proposal({ use }: { use: (zones: DesignZone[]) => void }) {
  const [wish, setWish] = useState({ min: '8', max: '18', zones: '', nearness: 'adjacent' });
  const [mix, setMix] = useState(false);
  const [balance, setBalance] = useState(false);
  const [together, setTogether] = useState<string[]>([]);
  const id = useId();
  const sets = useQuery({
    queryKey: ['zone-set-names'],
    queryFn: async () => orThrow(await http.GET('/zone-sets', { params: { query: { limit: 200 } } })).items,
  });
  const ask = useMutation<Schemas['ZoneProposal'], Problem>({
    mutationFn: async () => {
      const body = {
        min: number(wish.min),
        max: number(wish.max),
        zones: number(wish.zones),
        nearness: wish.nearness as 'adjacent' | 'distance',
        mix,
        balance,
        together,
      };
      return orThrow(await http.POST('/zone-designs/proposals', { body }));
    },
    onSuccess: ({ zones }) => use(zones),
  });
  const field = (name: 'min' | 'max' | 'zones', help?: string) => (
    <Field
      label={p(name)}
      help={help}
      inputMode="numeric"
      value={wish[name]}
      onChange={(event) => setWish({ ...wish, [name]: event.target.value.replace(/\D/g, '') })}
    />
  );
  const told = ask.data;
  return (
    <Fold title={p('title')}>
      <p>{p('lead')}</p>
      <form
        id={id}
        onSubmit={(event) => {
          event.preventDefault();
          ask.mutate();
        }}
        noValidate
      >
        <ProblemAlert problem={ask.error} fields />
        <FormSection>
          {field('min')}
          {field('max')}
          {field('zones', p('zones-help'))}
          <Select
            label={p('nearness')}
            value={wish.nearness}
            options={['adjacent', 'distance'].map((value) => ({ value, label: p(value) }))}
            onChange={(event) => setWish({ ...wish, nearness: event.target.value })}
          />
          <MultiSelect
            full
            spelled
            label={p('together')}
            value={together}
            onChange={setTogether}
            options={(sets.data ?? [])
              .filter(({ draft, municipalities }) => !draft && municipalities > 0)
              .map(({ code, name }) => ({ value: code, label: name }))}
          />
          <Checkbox label={p('mix')} checked={mix} onChange={(event) => setMix(event.target.checked)} />
          <Checkbox
            label={p('balance')}
            checked={balance}
            onChange={(event) => setBalance(event.target.checked)}
          />
        </FormSection>
        <Button type="submit" busy={ask.isPending}>
          {p('ask')}
        </Button>
      </form>
      {told && (
        <div role="status">
          {told.unmet.length > 0 && (
            <Notice tone="warning" title={p('unmet')}>
              <ul>
                {told.unmet.map((one) => (
                  <li key={one}>{one}</li>
                ))}
              </ul>
            </Notice>
          )}
          <Fold title={p('reasons')} open>
            <p>{p('note')}</p>
            <ul>
              {told.zones.map(({ code, name }, index) => (
                <li key={code}>
                  <strong>{`${code} ${name}`}</strong>
                  {`. ${told.reasons[index]}`}
                </li>
              ))}
            </ul>
          </Fold>
          <Fold title={p('whys')}>
            <ul>
              {told.whys.map(({ municipality, why }) => (
                <li key={municipality}>
                  <strong>{municipalityName(municipality)}</strong>
                  {`. ${why}`}
                </li>
              ))}
            </ul>
          </Fold>
        </div>
      )}
    </Fold>
  );
}
