import type { Schemas } from '@/api/client';
import { adhesionWay } from '@/lib/adhesion';
import { formatDay } from '@/lib/dates';
import { t, tOr } from '@/lib/i18n';
import { adhesionText } from '@/resource/adhesion';
import { AppLink } from '@/ui/AppLink';
import { DataTable } from '@/ui/DataTable';
import { EmptyState } from '@/ui/EmptyState';
import { StatusBadge } from '@/ui/StatusBadge';
import { Stepper } from '@/ui/Stepper';
import type { Adhesion } from './words';

type Step = Schemas['AdhesionStep'];

// They lead to where one had been before.
const comingBack = ['renewal', 'resumption'];

/** The whole way, with the days behind. A state aside stands where it was left. */
export function Way({ row, steps }: { row: Adhesion; steps: Step[] }) {
  const valid = steps.filter(({ annulled, action }) => !annulled && action !== 'annulment');
  const reached = (state: string) => adhesionWay.indexOf(state as (typeof adhesionWay)[number]);
  const here = Math.max(reached(row.state), reached(valid.find(({ to }) => reached(to) >= 0)?.to ?? ''), 0);
  return (
    <Stepper
      label={t('adhesions:way')}
      items={adhesionWay.map((state, index) => {
        const step = valid.find(({ to, action }) => to === state && !comingBack.includes(action));
        return {
          key: state,
          label: adhesionText(state),
          when: step && index <= here ? formatDay(step.on) : undefined,
          state: index < here ? 'done' : index === here ? 'current' : 'todo',
        };
      })}
    />
  );
}

/** What happened, the latest first; what was a mistake stays, marked. */
export function Steps({ steps }: { steps: Step[] }) {
  if (steps.length === 0) {
    return <EmptyState title={t('adhesions:steps.none')} hint={t('adhesions:steps.none-hint')} />;
  }
  return (
    <>
      <h2 className="h5">{t('adhesions:steps.title')}</h2>
      <DataTable
        caption={t('adhesions:steps.title')}
        rows={steps}
        keyOf={({ id }) => String(id)}
        columns={[
          {
            name: 'action',
            label: t('adhesions:steps.step'),
            show: ({ action, annulled }) => (
              <>
                {t(`adhesions:step.${action}.name`)}{' '}
                {annulled && <StatusBadge tone="warning">{t('adhesions:steps.annulled')}</StatusBadge>}
              </>
            ),
          },
          { name: 'on', label: t('adhesions:field.on'), show: ({ on }) => formatDay(on) },
          { name: 'to', label: t('adhesions:steps.to'), show: ({ to }) => adhesionText(to) },
          {
            name: 'note',
            label: t('adhesions:field.note'),
            show: ({ note, act_reference, renewed_to }) =>
              [
                act_reference,
                note,
                renewed_to && t('adhesions:steps.renewed', { day: formatDay(renewed_to) }),
              ]
                .filter(Boolean)
                .join(' · '),
          },
          {
            name: 'documents',
            label: t('adhesions:tab.documenti'),
            show: ({ documents }) =>
              documents.map((id) => (
                <AppLink key={id} to={`/documenti/${id}`}>
                  {t('adhesions:steps.document', { id })}{' '}
                </AppLink>
              )),
          },
          {
            name: 'actor',
            label: t('adhesions:steps.actor'),
            show: ({ actor }) => tOr(`common:actor.${actor}`, actor),
          },
        ]}
      />
    </>
  );
}
