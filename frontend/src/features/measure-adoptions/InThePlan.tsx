import type { Schemas } from '@/api/client';
import { formatDateOnly } from '@/lib/dates';
import { t } from '@/lib/i18n';
import { AppLink } from '@/ui/AppLink';
import { DataTable } from '@/ui/DataTable';
import { Completeness } from './Completeness';
import { CopyTo } from './CopyTo';

type Row = Schemas['MeasureAdoption'];

/** What belongs to an adopted measure beside its words. */
export const InThePlan = ({ row }: { row: Row }) => (
  <>
    <Phases phases={row.phases ?? []} />
    <Risks risks={row.treats} />
    <Completeness told={row.completeness} />
    {row.tells_since && (
      <p>{t('measure-adoptions:tells-since', { when: formatDateOnly(row.tells_since) })}</p>
    )}
    {row.actions.includes('copies') && <CopyTo row={row} />}
  </>
);

const day = (text?: string) => (text ? formatDateOnly(text) : t('ui:empty-value'));

function Phases({ phases }: { phases: Schemas['MeasurePhase'][] }) {
  return (
    <section>
      <h2 className="h5">{t('measure-adoptions:field.phases')}</h2>
      {phases.length === 0 ? (
        <p>{t('measure-adoptions:phase.none')}</p>
      ) : (
        <DataTable
          caption={t('measure-adoptions:field.phases')}
          rows={phases.map((phase, index) => ({ ...phase, key: String(index) }))}
          keyOf={({ key }) => key}
          columns={[
            {
              name: 'name',
              label: t('measure-adoptions:phase.name'),
              show: ({ name, note }) => (
                <>
                  {name}
                  {note && <span className="field-help">{note}</span>}
                </>
              ),
            },
            {
              name: 'starts_on',
              label: t('measure-adoptions:phase.starts_on'),
              show: ({ starts_on }) => day(starts_on),
            },
            { name: 'due_on', label: t('measure-adoptions:phase.due_on'), show: ({ due_on }) => day(due_on) },
            {
              name: 'done_on',
              label: t('measure-adoptions:phase.done_on'),
              show: ({ done_on }) => day(done_on),
            },
            {
              name: 'document',
              label: t('measure-adoptions:phase.document'),
              show: ({ document_id }) =>
                document_id ? (
                  <AppLink to={`/documenti/${document_id}`}>{t('measure-adoptions:phase.see')}</AppLink>
                ) : (
                  t('ui:empty-value')
                ),
            },
          ]}
        />
      )}
    </section>
  );
}

const Risks = ({ risks }: { risks: Row['treats'] }) =>
  risks.length === 0 ? null : (
    <section>
      <h2 className="h5 mt-4">{t('measure-adoptions:field.risks')}</h2>
      <ul>
        {risks.map(({ id, area, process, event }) => (
          <li key={id}>
            <AppLink to={`/rischi/${id}`}>{event}</AppLink>{' '}
            <span className="field-help">{`${area} · ${process}`}</span>
          </li>
        ))}
      </ul>
    </section>
  );
