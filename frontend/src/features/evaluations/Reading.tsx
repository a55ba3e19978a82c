import { t } from '@/lib/i18n';
import type { Detail } from '@/ui/Details';
import { Details } from '@/ui/Details';
import { LevelBadge } from './Level';
import { Score } from './Score';
import { Reasons } from './Suggestion';
import { type Evaluation, type Method, questionLabel } from './words';

/** An evaluation one does not write now: answers, judgement, what was decided of it. */
export function Reading({ row, method }: { row: Evaluation; method: Method }) {
  const item = (name: string, value: Detail['value']): Detail => ({
    name,
    label: t(`evaluations:field.${name}`),
    value,
  });
  const some = (items: Detail[]) => items.filter(({ value }) => value);
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
