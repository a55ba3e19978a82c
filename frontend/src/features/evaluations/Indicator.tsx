import { t } from '@/lib/i18n';
import type { FormValues } from '@/resource/definition';
import { valueAt } from '@/resource/form-values';
import { ChoiceGroup } from '@/ui/ChoiceGroup';
import { Textarea } from '@/ui/Field';
import { Fold } from '@/ui/Fold';
import { type Question, questionLabel } from './words';

type Props = {
  question: Question;
  /** Each answer wants a motivation. */
  motivated: boolean;
  values: FormValues;
  errors: Record<string, string>;
  change: (name: string, value: string) => void;
  left: () => void;
};

/** One question: the values it admits, word for word, and why. */
export function Indicator({ question, motivated, values, errors, change, left }: Props) {
  const at = `indicators.${question.code}`;
  const input = (part: string) => ({
    name: `${at}.${part}`,
    value: String(valueAt(values, `${at}.${part}`) ?? ''),
    error: errors[`${at}.${part}`] ?? (part === 'value' ? errors[at] : undefined),
    onBlur: left,
    onChange: (event: { target: { value: string } }) => change(`${at}.${part}`, event.target.value),
  });
  const { onBlur: _, onChange: __, ...choice } = input('value');
  const evidence = (
    <Textarea
      label={t('evaluations:field.answer_evidence')}
      help={question.evidence}
      maxLength={2000}
      {...input('evidence')}
    />
  );
  return (
    <section className="indicator">
      <h2 className="h6">{questionLabel(question)}</h2>
      <ChoiceGroup
        {...choice}
        label={question.text}
        help={question.note}
        required
        inline={motivated}
        options={question.options.map(({ value, text }) => ({
          value: String(value),
          label: motivated ? text : `${value} · ${text}`,
        }))}
        onChange={(value) => change(`${at}.value`, value)}
      />
      {motivated ? (
        <div className="form-grid">
          <Textarea
            label={t('evaluations:field.answer_motivation')}
            required
            maxLength={2000}
            {...input('motivation')}
          />
          {evidence}
        </div>
      ) : (
        <Fold title={t('evaluations:notes')}>
          <Textarea
            label={t('evaluations:field.answer_motivation')}
            maxLength={2000}
            {...input('motivation')}
          />
          {evidence}
        </Fold>
      )}
    </section>
  );
}
