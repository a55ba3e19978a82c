import type { Schemas } from '@/api/client';
import { t } from '@/lib/i18n';
import { Details } from '@/ui/Details';
import { Notice } from '@/ui/Notice';

/** Which of the five attributes are there, and what to write for the others. */
export function Completeness({ told }: { told: Schemas['MeasureCompleteness'] }) {
  const { score, attributes, warnings } = told;
  const whole = score === attributes.length;
  return (
    <section>
      <h2 className="h5 mt-4">{t('measure-adoptions:completeness.title')}</h2>
      <Notice
        tone={whole ? 'success' : 'warning'}
        title={t('measure-adoptions:completeness.score', { score })}
      >
        <p>{t(`measure-adoptions:completeness.${whole ? 'whole' : 'lead'}`)}</p>
      </Notice>
      <Details
        items={attributes.map(({ name, state, message, example }) => ({
          name,
          label: t(`measure-adoptions:attribute.${name}`),
          value:
            state === 'present' ? (
              t('measure-adoptions:completeness.present')
            ) : (
              <>
                {message}
                <span className="field-help">{t('measure-adoptions:completeness.example', { example })}</span>
              </>
            ),
        }))}
      />
      {warnings.length > 0 && (
        <ul>
          {warnings.map(({ pointer, message }) => (
            <li key={pointer}>{message}</li>
          ))}
        </ul>
      )}
    </section>
  );
}
