import { useBlocker } from '@tanstack/react-router';
import { type FormEvent, useEffect, useState } from 'react';
import { http, ifMatch, onceHeader, orThrow, type Tagged } from '@/api/client';
import { refetchAll } from '@/api/query-client';
import { t } from '@/lib/i18n';
import { useIdempotencyKey } from '@/lib/idempotency';
import { formatNumber } from '@/lib/numbers';
import { asProblem, fieldErrors, fieldName, type Problem } from '@/lib/problem';
import { valueAt } from '@/resource/form-values';
import { Button } from '@/ui/Button';
import { ChoiceGroup } from '@/ui/ChoiceGroup';
import { ConflictDialog } from '@/ui/ConflictDialog';
import { Textarea } from '@/ui/Field';
import { Fold } from '@/ui/Fold';
import { Form } from '@/ui/Form';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { toast } from '@/ui/Toast';
import { Unsaved } from '@/ui/Unsaved';
import { definition } from './definition';
import { Indicator } from './Indicator';
import { Score } from './Score';
import { Suggestion, useSuggestion } from './Suggestion';
import { useAutosave } from './useAutosave';
import { type Evaluation, levels, levelText, type Method, questionLabel } from './words';

const DEVIATION = 40;

type Props = {
  loaded: Tagged<Evaluation>;
  method: Method;
  /** Told whether something is not saved yet. */
  hold: (unsaved: boolean) => void;
};

/** The draft of an evaluation: what is typed is saved by itself, and confirmed once nothing is missing. */
export function Editor({ loaded, method, hold }: Props) {
  const draft = useAutosave(loaded, method);
  const { values, change, flush, left, row, problem, dirty } = draft;
  useEffect(() => hold(dirty), [dirty, hold]);
  const [attempt, setAttempt] = useState(0);
  const [asked, setAsked] = useState<Evaluation['missing']>([]); // for, at the last attempt
  const [refusal, setRefusal] = useState<Problem>();
  const [confirming, setConfirming] = useState(false);
  const [once, renew] = useIdempotencyKey();
  const text = (name: string) => String(valueAt(values, name) ?? '');
  const suggested = useSuggestion(
    method.questions.map(({ code }) => text(`indicators.${code}.value`)),
    !method.superseded,
  );
  const deviates = Boolean(suggested && text('level') && text('level') !== suggested.suggested_level);
  const blocker = useBlocker({
    shouldBlockFn: async () => dirty && !(await flush()),
    enableBeforeUnload: dirty,
    withResolver: true,
  });

  const named = (missing: Evaluation['missing']) =>
    Object.fromEntries(missing.map(({ pointer, detail }) => [fieldName(pointer), detail]));
  const refused = problem && fieldErrors(problem);
  const errors: Record<string, string> = { ...named(attempt > 0 ? row.missing : []), ...refused };
  // Until one tries again: a list that shrinks while one answers moves the answers.
  const listed = Object.entries({ ...named(asked), ...refused });

  const confirm = async (event: FormEvent) => {
    event.preventDefault();
    if (confirming) return;
    setConfirming(true);
    setRefusal(undefined);
    try {
      if ((await flush()) && draft.saved().row.missing.length === 0) await finish();
    } finally {
      setConfirming(false);
      setAsked(draft.saved().row.missing);
      setAttempt((n) => n + 1);
    }
  };
  const finish = async () => {
    try {
      const header = { ...ifMatch(draft.saved().etag), ...onceHeader(once) };
      const params = { path: { id: row.id }, header };
      const done = orThrow(await http.POST('/evaluations/{id}/confirmation', { params }));
      toast(t('evaluations:confirmed', { title: definition.title(done) }));
      await refetchAll();
    } catch (error) {
      renew();
      setRefusal(asProblem(error));
    }
  };

  const area = (name: string, label: string, rest: { help?: string; required?: boolean }) => (
    <Textarea
      name={name}
      label={label}
      maxLength={4000}
      value={text(name)}
      error={errors[name]}
      onBlur={left}
      onChange={(event) => change(name, event.target.value)}
      {...rest}
    />
  );

  return (
    <>
      <Form
        label={t('evaluations:one')}
        onSubmit={confirm}
        attempt={attempt}
        errors={listed.map(([name, message]) => ({ name, label: '', message }))}
        actions={
          <>
            {row.actions.includes('confirmation') && (
              <Button type="submit" busy={confirming}>
                {t('evaluations:action.confirmation')}
              </Button>
            )}
            <Saved draft={draft} />
          </>
        }
      >
        <ProblemAlert problem={refusal} fields />
        {problem && !problem.errors?.length && <ProblemAlert problem={problem} retry={() => void flush()} />}
        <div className="evaluation">
          <div>
            {method.questions.map((question) => (
              <Indicator
                key={question.code}
                question={question}
                motivated={!method.superseded}
                values={values}
                errors={errors}
                change={change}
                left={left}
              />
            ))}
          </div>
          <section className="judgement" aria-label={t('evaluations:overall')}>
            <h2 className="h5">{t('evaluations:overall')}</h2>
            {method.superseded ? (
              <Score row={row} method={method} />
            ) : (
              <>
                <Suggestion suggested={suggested} />
                <ChoiceGroup
                  name="level"
                  label={t('evaluations:field.level')}
                  required
                  inline
                  value={text('level')}
                  error={errors.level}
                  options={levels.map((level) => ({ value: level, label: levelText(level) }))}
                  onChange={(value) => change('level', value)}
                />
                {(deviates || text('deviation')) &&
                  area('deviation', t('evaluations:field.deviation'), {
                    required: deviates,
                    help: t('evaluations:deviation', {
                      least: DEVIATION,
                      number: formatNumber([...text('deviation').trim()].length),
                    }),
                  })}
              </>
            )}
            {area('motivation', t('evaluations:field.motivation'), { required: true })}
            {area('evidence', t('evaluations:field.evidence'), {
              required: !method.superseded,
              help: method.superseded ? undefined : t('evaluations:help.evidence'),
            })}
            {row.missing.length > 0 && (
              <Fold title={t('evaluations:missing', { count: row.missing.length })}>
                <ul>
                  {row.missing.map(({ pointer, detail }) => (
                    <li key={pointer}>{detail}</li>
                  ))}
                </ul>
              </Fold>
            )}
          </section>
        </div>
      </Form>
      {draft.conflict && (
        <ConflictDialog
          who={draft.conflict.problem.detail}
          clashes={draft.conflict.clashes.map(({ name, mine, saved, prefer }) => ({
            name,
            prefer,
            label: labelOf(method, name),
            mine: shown(method, name, String(mine ?? '')),
            saved: shown(method, name, String(saved ?? '')),
          }))}
          onResolve={draft.resolve}
          onClose={draft.leaveConflict}
        />
      )}
      <Unsaved blocker={blocker} />
    </>
  );
}

/** Whether what one sees is safe. */
function Saved({ draft: { busy, dirty, problem } }: { draft: ReturnType<typeof useAutosave> }) {
  const state = problem ? 'refused' : busy ? 'saving' : dirty ? 'waiting' : 'saved';
  return (
    <span className="autosave" role="status">
      {t(`evaluations:autosave.${state}`)}
    </span>
  );
}

/** `indicators.Q1.motivation` in words. */
function labelOf({ questions }: Method, name: string): string {
  const [, code, part] = name.split('.');
  const question = questions.find((one) => one.code === code);
  if (!question) return t(`evaluations:field.${name}`);
  return `${questionLabel(question)}: ${t(`evaluations:field.answer_${part}`)}`;
}

function shown({ questions }: Method, name: string, value: string): string {
  if (name === 'level') return levelText(value);
  const [, code, part] = name.split('.');
  if (part !== 'value') return value;
  const options = questions.find((one) => one.code === code)?.options;
  return options?.find((option) => String(option.value) === value)?.text ?? value;
}
