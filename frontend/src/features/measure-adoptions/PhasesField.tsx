import { useState } from 'react';
import type { Schemas } from '@/api/client';
import { t } from '@/lib/i18n';
import type { CustomInput } from '@/resource/definition';
import { Button, ButtonRow } from '@/ui/Button';
import { Field } from '@/ui/Field';
import { EvidenceField } from './EvidenceField';
import { useOwner } from './owner';

type Phase = Schemas['MeasurePhase'];

const MOST = 20;

/** The phases in their order, each with its days and, once done, the document that shows it. */
export function PhasesField({ value, onChange, error, errorAt, values }: CustomInput) {
  const municipality = useOwner(values);
  const phases = (value ?? []) as Phase[];
  // A key for each, which goes with it when it moves: what one types in stays in its box.
  const [keys, setKeys] = useState(() => phases.map((_, index) => index));
  const next = Math.max(-1, ...keys) + 1;

  const put = (index: number, patch: Partial<Phase>) =>
    onChange(phases.map((phase, at) => (at === index ? { ...phase, ...patch } : phase)));
  const add = () => {
    setKeys([...keys, next]);
    onChange([...phases, { name: '', note: '' }]);
  };
  const remove = (index: number) => {
    setKeys(keys.filter((_, at) => at !== index));
    onChange(phases.filter((_, at) => at !== index));
  };
  const move = (index: number, by: number) => {
    setKeys(swapped(keys, index, index + by));
    onChange(swapped(phases, index, index + by));
  };

  return (
    <div className="full">
      {error && <p className="field-error">{error}</p>}
      {phases.map((phase, index) => (
        <fieldset className="phase" key={keys[index]}>
          <legend>{t('measure-adoptions:phase.number', { number: index + 1 })}</legend>
          <div className="form-grid">
            <Field
              label={t('measure-adoptions:phase.name')}
              name={`phases.${index}.name`}
              full
              required
              maxLength={300}
              value={phase.name}
              onChange={(event) => put(index, { name: event.target.value })}
              error={errorAt(`${index}.name`)}
            />
            {(['starts_on', 'due_on', 'done_on'] as const).map((name) => (
              <Field
                key={name}
                type="date"
                label={t(`measure-adoptions:phase.${name}`)}
                name={`phases.${index}.${name}`}
                value={phase[name] ?? ''}
                onChange={(event) => put(index, { [name]: event.target.value || undefined })}
                error={errorAt(`${index}.${name}`)}
              />
            ))}
            <EvidenceField
              name={`phases.${index}.document_id`}
              municipality={municipality}
              value={phase.document_id}
              onChange={(document_id) => put(index, { document_id })}
              error={errorAt(`${index}.document_id`)}
            />
            <Field
              label={t('measure-adoptions:phase.note')}
              name={`phases.${index}.note`}
              full
              maxLength={1000}
              value={phase.note}
              onChange={(event) => put(index, { note: event.target.value })}
              error={errorAt(`${index}.note`)}
            />
          </div>
          <ButtonRow>
            {index > 0 && (
              <Button look="outline" small onClick={() => move(index, -1)}>
                {t('measure-adoptions:phase.up', { number: index + 1 })}
              </Button>
            )}
            {index < phases.length - 1 && (
              <Button look="outline" small onClick={() => move(index, 1)}>
                {t('measure-adoptions:phase.down', { number: index + 1 })}
              </Button>
            )}
            <Button look="outline" small onClick={() => remove(index)}>
              {t('measure-adoptions:phase.remove', { number: index + 1 })}
            </Button>
          </ButtonRow>
        </fieldset>
      ))}
      {phases.length < MOST && (
        <Button look="outline" icon="it-plus" onClick={add}>
          {t('measure-adoptions:phase.add')}
        </Button>
      )}
    </div>
  );
}

function swapped<T>(list: T[], a: number, b: number): T[] {
  const out = [...list];
  [out[a], out[b]] = [out[b]!, out[a]!];
  return out;
}
