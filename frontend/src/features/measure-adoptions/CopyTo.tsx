import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { http, onceHeader, orThrow, type Schemas } from '@/api/client';
import { refetchAll } from '@/api/query-client';
import { municipalityName } from '@/api/reference';
import { t } from '@/lib/i18n';
import { useIdempotencyKey } from '@/lib/idempotency';
import type { Problem } from '@/lib/problem';
import { useOwnMunicipalityOptions } from '@/resource/options';
import { AppLink } from '@/ui/AppLink';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { Checkbox } from '@/ui/Field';
import { Notice } from '@/ui/Notice';
import { ProblemAlert } from '@/ui/ProblemAlert';

type Row = Schemas['MeasureAdoption'];

/** Takes a measure to the other municipalities one works for, and tells where it went. */
export function CopyTo({ row }: { row: Row }) {
  const [open, setOpen] = useState(false);
  const [made, setMade] = useState<Schemas['MeasureCopied'][]>([]);
  return (
    <section>
      <Button look="outline" icon="it-copy" onClick={() => setOpen(true)}>
        {t('measure-adoptions:copy.title')}
      </Button>
      {made.length > 0 && (
        <Notice tone="success" role="status" title={t('measure-adoptions:copy.done')}>
          <ul>
            {made.map(({ municipality, id, status }) => (
              <li key={municipality}>
                <AppLink to={`/misure-adottate/${id}`}>{municipalityName(municipality)}</AppLink>{' '}
                {t(`measure-adoptions:copy.${status}`)}
              </li>
            ))}
          </ul>
        </Notice>
      )}
      {open && <Choice row={row} onClose={() => setOpen(false)} onDone={setMade} />}
    </section>
  );
}

type ChoiceProps = { row: Row; onClose: () => void; onDone: (made: Schemas['MeasureCopied'][]) => void };

function Choice({ row, onClose, onDone }: ChoiceProps) {
  const [chosen, setChosen] = useState<string[]>([]);
  const [once, renew] = useIdempotencyKey();
  const options = useOwnMunicipalityOptions().filter(({ value }) => value !== row.municipality);
  const send = useMutation<Schemas['MeasureCopies'], Problem>({
    mutationFn: async () => {
      const params = { path: { id: row.id }, header: onceHeader(once) };
      return orThrow(
        await http.POST('/measure-adoptions/{id}/copies', { params, body: { municipalities: chosen } }),
      );
    },
    onSuccess: async ({ items }) => {
      onDone(items);
      onClose();
      await refetchAll();
    },
    onError: renew,
  });
  return (
    <Dialog
      title={t('measure-adoptions:copy.title')}
      onClose={onClose}
      actions={
        <>
          <Button busy={send.isPending} disabled={chosen.length === 0} onClick={() => send.mutate()}>
            {t('measure-adoptions:copy.confirm')}
          </Button>
          <Button look="outline" onClick={onClose}>
            {t('ui:cancel')}
          </Button>
        </>
      }
    >
      <p>{t('measure-adoptions:copy.explain')}</p>
      <ProblemAlert problem={send.error} fields />
      <fieldset className="choices">
        <legend className="h6">{t('measure-adoptions:copy.to')}</legend>
        {options.map(({ value, label }) => (
          <Checkbox
            key={value}
            label={label}
            checked={chosen.includes(value)}
            onChange={(event) =>
              setChosen(event.target.checked ? [...chosen, value] : chosen.filter((one) => one !== value))
            }
          />
        ))}
      </fieldset>
    </Dialog>
  );
}
