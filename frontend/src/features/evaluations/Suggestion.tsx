import { keepPreviousData } from '@tanstack/react-query';
import { api, type Schemas } from '@/api/client';
import { t } from '@/lib/i18n';
import { LevelBadge } from './Level';

type Suggested = Schemas['EvaluationSuggestion'];

/** What the assistant proposes for the values as they are now, saved or not; nothing until all six are given. */
export function useSuggestion(values: string[], enabled: boolean): Suggested | undefined {
  const complete = enabled && values.every(Boolean);
  const [q1, q2, q3, q4, q5, q6] = values.map(Number) as [number, number, number, number, number, number];
  const { data } = api.useQuery(
    'get',
    '/evaluation-suggestion',
    { params: { query: { q1, q2, q3, q4, q5, q6 } } },
    { enabled: complete, staleTime: Number.POSITIVE_INFINITY, placeholderData: keepPreviousData },
  );
  return complete ? data : undefined;
}

export function Suggestion({ suggested }: { suggested?: Suggested }) {
  return (
    <div className="suggestion" role="status">
      {suggested ? (
        <>
          <p>
            {t('evaluations:suggestion.title')} <LevelBadge level={suggested.suggested_level} />
          </p>
          <Reasons explanation={suggested.explanation} />
          <p className="field-help">{t('evaluations:suggestion.note')}</p>
        </>
      ) : (
        <p>{t('evaluations:suggestion.waiting')}</p>
      )}
    </div>
  );
}

export const Reasons = ({ explanation }: { explanation: Suggested['explanation'] }) => (
  <ul>
    {explanation.map(({ rule, text }) => (
      <li key={rule}>{text}</li>
    ))}
  </ul>
);
