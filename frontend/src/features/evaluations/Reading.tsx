import { t } from '@/lib/i18n';
import type { Detail } from '@/ui/Details';
import { Details } from '@/ui/Details';
import { Notice } from '@/ui/Notice';
import { LevelBadge } from './Level';
import { Score } from './Score';
import { Reasons } from './Suggestion';
import { type Evaluation, levelText, type Method, questionLabel } from './words';

const item = (name: string, value: Detail['value']): Detail => ({
  name,
  label: t(`evaluations:field.${name}`),
  value,
});
const some = (items: Detail[]) => items.filter(({ value }) => value);

/** What was decided of a risk, and what still has to be: the treatment may be last year's, or for another level. */
export function Decided({ row }: { row: Evaluation }) {
  const draft = row.state === 'draft';
  const other = row.treatment && row.level && row.treatment_level && row.treatment_level !== row.level;
  const waiting = !draft && !row.monitored && !row.archived_at;
  if (!row.treatment && !row.residual_level && !waiting) return null;
  return (
    <>
      {(row.treatment || row.residual_level) && (
        <Details
          title={t('evaluations:decided')}
          items={some([
            item('treatment', row.treatment && t(`evaluations:value.treatment.${row.treatment}`)),
            item('treatment_motivation', row.treatment_motivation),
            item('residual', row.residual_level && <LevelBadge key="r" level={row.residual_level} />),
            item('residual_motivation', row.residual_motivation),
          ])}
        />
      )}
      {other && (
        <Notice
          tone="warning"
          title={t('evaluations:other-level', { level: levelText(row.treatment_level) })}
        />
      )}
      {draft && row.treatment && <p>{t('evaluations:decided-before')}</p>}
      {waiting && <p>{t('evaluations:unmonitored', { year: row.year })}</p>}
    </>
  );
}

/** An evaluation one does not write now: answers, judgement, what was decided of it. */
export function Reading({ row, method }: { row: Evaluation; method: Method }) {
  return (
    <>
      {method.superseded && <Score row={row} method={method} />}
      <Details
        title={t('evaluations:overall')}
        items={[
          ...(method.superseded ? [] : [item('level', <LevelBadge key="level" level={row.level} />)]),
          ...some([
            item('suggested', row.suggested_level && <LevelBadge key="s" level={row.suggested_level} />),
            item('explanation', row.explanation.length > 0 && <Reasons explanation={row.explanation} />),
            item('deviation', row.deviation),
          ]),
          item('motivation', row.motivation),
          item('evidence', row.evidence),
          ...some([item('original', row.original)]),
        ]}
      />
      <Decided row={row} />
      <Details
        title={t('evaluations:answers')}
        items={method.questions.map((question) => ({
          name: question.code,
          label: questionLabel(question),
          value: <Answer row={row} question={question} />,
        }))}
      />
    </>
  );
}

type Indicators = NonNullable<Evaluation['indicators']>;

function Answer({ row, question }: { row: Evaluation; question: Method['questions'][number] }) {
  const answer = row.indicators?.[question.code as keyof Indicators];
  const option = question.options.find(({ value }) => value === answer?.value);
  if (!answer) return t('ui:empty-value');
  return (
    <>
      {option && <strong>{option.text}</strong>}
      {[answer.motivation, answer.evidence].filter(Boolean).map((text) => (
        <p key={text} className="mb-0">
          {text}
        </p>
      ))}
    </>
  );
}
