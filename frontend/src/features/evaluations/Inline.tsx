import { useMutation, useQuery } from '@tanstack/react-query';
import { http, onceHeader, orThrow } from '@/api/client';
import { refetchAll } from '@/api/query-client';
import { useSession } from '@/api/session';
import { t } from '@/lib/i18n';
import { useIdempotencyKey } from '@/lib/idempotency';
import type { Problem } from '@/lib/problem';
import { AppLink } from '@/ui/AppLink';
import { Button } from '@/ui/Button';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { definition } from './definition';
import { Sheet } from './EvaluationPage';
import type { Evaluation } from './words';

type Props = { risk: number; evaluation?: number; year: number; method: Evaluation['method'] };

/** The judgement of a risk where the risk stands: begun there, written there, read there. */
export function Inline({ risk, evaluation, year, method }: Props) {
  return evaluation ? <Judged id={String(evaluation)} /> : <Begin risk={risk} year={year} method={method} />;
}

function Judged({ id }: { id: string }) {
  const { data, error, refetch } = useQuery({
    ...definition.resource.item(id),
    refetchOnWindowFocus: false,
  });
  if (!data) return error ? <ProblemAlert problem={error} retry={() => refetch()} /> : <Loading />;
  return (
    <>
      <Sheet data={data} />
      <p>
        <AppLink to={`/valutazioni/${id}`}>{t('evaluations:inline.page')}</AppLink>
      </p>
    </>
  );
}

function Begin({ risk, year, method }: Omit<Props, 'evaluation'>) {
  const { can } = useSession();
  const [once, renew] = useIdempotencyKey();
  const begin = useMutation<unknown, Problem>({
    mutationFn: async () =>
      orThrow(
        await http.POST('/evaluations', {
          params: { header: onceHeader(once) },
          body: { risk, year, method },
        }),
      ),
    onSuccess: () => refetchAll(),
    onError: renew,
  });
  if (!can('plan:write')) return <p>{t('evaluations:inline.none')}</p>;
  return (
    <>
      <ProblemAlert problem={begin.error} />
      <Button busy={begin.isPending} onClick={() => begin.mutate()}>
        {t('evaluations:inline.begin')}
      </Button>
    </>
  );
}
