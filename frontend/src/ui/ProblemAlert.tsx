import { t } from '@/lib/i18n';
import { type Problem, problemText } from '@/lib/problem';
import { Button } from './Button';
import { Notice } from './Notice';

interface Props {
  problem?: Problem | null;
  /** Also says what is wrong with each field: where no form shows it. */
  fields?: boolean;
  retry?: () => void;
}

/** Every error on every page looks like this. */
export function ProblemAlert({ problem, fields, retry }: Props) {
  if (!problem) return null;
  const { title, detail } = problemText(problem);
  return (
    <Notice tone="danger" title={title} role="alert">
      {detail && <p>{detail}</p>}
      {fields && problem.errors?.map((e) => <p key={e.pointer}>{e.detail}</p>)}
      {problem.request_id && (
        <p>
          {t('problem:request_id')} <span className="mono">{problem.request_id}</span>
        </p>
      )}
      {retry && (
        <p>
          <Button look="outline" small icon="it-refresh" onClick={retry}>
            {t('ui:retry')}
          </Button>
        </p>
      )}
    </Notice>
  );
}
