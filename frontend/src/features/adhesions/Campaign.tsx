import { useMutation, useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { http, onceHeader, orThrow, type Schemas } from '@/api/client';
import { refetchAll } from '@/api/query-client';
import { formatDay, today } from '@/lib/dates';
import { t } from '@/lib/i18n';
import { useIdempotencyKey } from '@/lib/idempotency';
import type { Problem } from '@/lib/problem';
import { all, type Search } from '@/lib/url-state';
import { adhesionText } from '@/resource/adhesion';
import { AppLink } from '@/ui/AppLink';
import { Button, LinkButton } from '@/ui/Button';
import { DataTable } from '@/ui/DataTable';
import { Dialog } from '@/ui/Dialog';
import { Field, Textarea } from '@/ui/Field';
import { Loading } from '@/ui/Loading';
import { Notice } from '@/ui/Notice';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { toast } from '@/ui/Toast';

type Kind = 'contact' | 'kit' | 'reminder';
type Plan = Schemas['ReminderPlan'];
const kinds: Kind[] = ['contact', 'kit', 'reminder'];

/** What the secretariat does for many at once: each first tried, then done. */
export function Campaign() {
  const [open, setOpen] = useState<Kind>();
  return (
    <div className="tools">
      {kinds.map((kind) => (
        <Button key={kind} look="outline" small icon="it-mail" onClick={() => setOpen(kind)}>
          {t(`adhesions:campaign.${kind}.button`)}
        </Button>
      ))}
      <LinkButton look="link" small to="/solleciti">
        {t('adhesions:campaign.runs')}
      </LinkButton>
      {open && <Try key={open} kind={open} onClose={() => setOpen(undefined)} />}
    </div>
  );
}

/** Asks the server what it would do, shows it, and does it only then. */
function Try({ kind, onClose }: { kind: Kind; onClose: () => void }) {
  const search = useSearch({ strict: false }) as Search;
  const zones = all(search.zone).map(Number);
  const [on, setOn] = useState(today());
  const [note, setNote] = useState('');
  const [once] = useIdempotencyKey();
  const ask = async (dry_run: boolean): Promise<Plan> => {
    const params = { query: { dry_run }, header: onceHeader(dry_run ? `${once}-try` : once) };
    if (kind === 'reminder') {
      const states = all(search.state).filter((state) => !['not_contacted', 'contacted'].includes(state));
      const body = { municipalities: [], states, zones } as Schemas['ReminderNew'];
      return orThrow(await http.POST('/reminder-runs', { params, body }));
    }
    const body = { step: kind, municipalities: [], zones, on, note };
    return orThrow(await http.POST('/invitations', { params, body }));
  };
  const tried = useQuery<Plan, Problem>({
    queryKey: ['campaign', kind, zones, search.state, once],
    queryFn: () => ask(true),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const done = useMutation<Plan, Problem>({
    mutationFn: () => ask(false),
    onSuccess: async ({ letters }) => {
      onClose();
      toast(t('adhesions:campaign.done', { count: letters }));
      await refetchAll();
    },
  });
  const lines = tried.data?.lines.filter(({ reminded_today }) => !reminded_today) ?? [];
  const reminded = (tried.data?.lines.length ?? 0) - lines.length;
  const listed = lines.filter((line) => line.listed).length;
  return (
    <Dialog
      wide
      title={t(`adhesions:campaign.${kind}.title`)}
      onClose={onClose}
      actions={
        <>
          <Button look="outline" onClick={onClose}>
            {t('ui:cancel')}
          </Button>
          {lines.length > 0 && (
            <Button busy={done.isPending} onClick={() => done.mutate()}>
              {t(`adhesions:campaign.${kind}.confirm`, { count: lines.length })}
            </Button>
          )}
        </>
      }
    >
      <p>{t(`adhesions:campaign.${kind}.explain`)}</p>
      <ProblemAlert problem={tried.error ?? done.error} fields />
      {tried.isPending && <Loading />}
      {tried.data && lines.length === 0 && (
        <Notice tone="success" title={t('adhesions:campaign.nobody')}>
          {reminded > 0 && <p>{t('adhesions:campaign.reminded', { count: reminded })}</p>}
        </Notice>
      )}
      {lines.length > 0 && (
        <>
          <Notice title={t('adhesions:campaign.plan', { count: tried.data?.letters })}>
            <p>{t('adhesions:campaign.listed', { count: listed })}</p>
            {reminded > 0 && <p>{t('adhesions:campaign.reminded', { count: reminded })}</p>}
          </Notice>
          {kind !== 'reminder' && (
            <div className="form-grid">
              <Field
                label={t('adhesions:field.on')}
                type="date"
                required
                value={on}
                onChange={(event) => setOn(event.target.value)}
              />
              <Textarea
                label={t('adhesions:field.note')}
                help={t('adhesions:campaign.note')}
                full
                maxLength={1000}
                value={note}
                onChange={(event) => setNote(event.target.value)}
              />
            </div>
          )}
          <DataTable
            caption={t(`adhesions:campaign.${kind}.title`)}
            rows={lines}
            keyOf={(line) => line.municipality + line.rule}
            columns={[
              {
                name: 'name',
                label: t('adhesions:field.name'),
                show: (line) => <AppLink to={`/adesioni/${line.municipality}`}>{line.name}</AppLink>,
              },
              {
                name: 'rule',
                label: t('adhesions:field.state'),
                show: ({ rule }) =>
                  rule === 'acceptance' ? t('adhesions:field.protocol_pending') : adhesionText(rule),
              },
              { name: 'since', label: t('adhesions:field.since'), show: ({ since }) => formatDay(since) },
              { name: 'number', label: t('adhesions:campaign.number'), numeric: true, show: (l) => l.number },
              { name: 'people', label: t('adhesions:campaign.people'), numeric: true, show: (l) => l.people },
              {
                name: 'also',
                label: t('adhesions:campaign.also'),
                show: ({ escalated, listed: pec }) =>
                  [escalated && t('adhesions:campaign.coordinator'), pec && 'PEC'].filter(Boolean).join(', '),
              },
            ]}
          />
        </>
      )}
    </Dialog>
  );
}
