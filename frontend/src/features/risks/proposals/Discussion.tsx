import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api, http, onceHeader, orThrow, type Schemas } from '@/api/client';
import { useMunicipality } from '@/api/municipality';
import { municipalityName } from '@/api/reference';
import { formatInstant } from '@/lib/dates';
import { t } from '@/lib/i18n';
import { useIdempotencyKey } from '@/lib/idempotency';
import type { Problem } from '@/lib/problem';
import { Button } from '@/ui/Button';
import { Select, Textarea } from '@/ui/Field';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { Timeline } from '@/ui/Timeline';

const ns = 'proposals';

/** Who speaks: a role and a municipality or a zone, never a person. */
const speaker = ({ role, municipality, zone }: Schemas['Comment']): string =>
  [t(`common:role.${role}`), municipality ? municipalityName(municipality) : zone].filter(Boolean).join(', ');

/** What the network says of a proposal. */
export function Discussion({ id, open }: { id: number; open: boolean }) {
  const { data, error, refetch } = api.useQuery('get', '/proposals/{id}/comments', {
    params: { path: { id }, query: { limit: 200 } },
  });
  return (
    <section>
      <h2 className="h5">{t(`${ns}:discussion`)}</h2>
      <ProblemAlert problem={error} retry={() => refetch()} />
      {!data && !error && <Loading />}
      {data && data.items.length === 0 && <p>{t(`${ns}:nobody`)}</p>}
      {data && data.items.length > 0 && (
        <Timeline
          items={data.items.map((one) => ({
            key: String(one.id),
            when: formatInstant(one.created_at),
            title: speaker(one),
            text: one.text,
          }))}
        />
      )}
      {open && <Say id={id} said={() => refetch()} />}
    </section>
  );
}

function Say({ id, said }: { id: number; said: () => void }) {
  const { mine, code } = useMunicipality();
  const [chosen, setChosen] = useState(code);
  const [text, setText] = useState('');
  const [missing, setMissing] = useState(false);
  const [once, renew] = useIdempotencyKey();
  const say = useMutation<void, Problem>({
    mutationFn: async () => {
      const body = { text, municipality: chosen || undefined };
      const params = { path: { id }, header: onceHeader(once) };
      orThrow(await http.POST('/proposals/{id}/comments', { params, body }));
    },
    onSuccess: () => {
      setText('');
      setMissing(false);
      renew();
      said();
    },
  });
  const send = () => (text.trim() ? say.mutate() : setMissing(true));
  const wrong = (pointer: string) => say.error?.errors?.find((e) => e.pointer === pointer)?.detail;
  return (
    <>
      <div className="form-grid">
        {mine.length > 1 && (
          <Select
            label={t(`${ns}:speak-for`)}
            options={mine.map(({ istat_code, name }) => ({ value: istat_code, label: name }))}
            empty={t('ui:multi.choose')}
            value={chosen}
            error={wrong('/municipality')}
            onChange={(event) => setChosen(event.target.value)}
          />
        )}
        <Textarea
          full
          label={t(`${ns}:say`)}
          help={t(`${ns}:say-help`)}
          maxLength={2000}
          value={text}
          error={missing && !text.trim() ? t('ui:required') : wrong('/text')}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      <ProblemAlert problem={say.error} />
      <div className="form-actions">
        <Button look="outline" busy={say.isPending} onClick={send}>
          {t(`${ns}:send`)}
        </Button>
      </div>
    </>
  );
}
