import { useMutation } from '@tanstack/react-query';
import { api, http, onceHeader, orThrow, type Schemas } from '@/api/client';
import { refetchAll } from '@/api/query-client';
import { useSession } from '@/api/session';
import { t } from '@/lib/i18n';
import { useIdempotencyKey } from '@/lib/idempotency';
import type { Problem } from '@/lib/problem';
import { AppLink } from '@/ui/AppLink';
import { Button } from '@/ui/Button';
import { Fold } from '@/ui/Fold';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { toast } from '@/ui/Toast';

type Risk = Schemas['Risk'];
type Advised = Schemas['AdvisedMeasure'];

const FIRST = 5;

/** What to do about a local risk: measures in order, each with its reasons, adopted with one click. */
export function Advice({ risk }: { risk: Risk }) {
  const { can } = useSession();
  const asked = Boolean(risk.municipality) && !risk.archived_at && can('plan:read');
  const { data, error } = api.useQuery(
    'get',
    '/risks/{id}/advice',
    { params: { path: { id: risk.id } } },
    { enabled: asked },
  );
  if (!asked) return null;
  const items = data?.items ?? [];
  return (
    <section>
      <h2 className="h5">{t('risks:advice.title')}</h2>
      <p className="readable">{t('risks:advice.lead')}</p>
      <ProblemAlert problem={error} />
      {!data && !error && <Loading />}
      <Advised risk={risk} items={items.slice(0, FIRST)} />
      {items.length > FIRST && (
        <Fold title={t('risks:advice.more', { count: items.length - FIRST })}>
          <Advised risk={risk} items={items.slice(FIRST)} />
        </Fold>
      )}
    </section>
  );
}

const Advised = ({ risk, items }: { risk: Risk; items: Advised[] }) => (
  <ol className="advice">
    {items.map((one) => (
      <li key={one.code}>
        <h3 className="h6">
          <AppLink to={`/misure/${one.id}`}>{`${one.code} ${one.name}`}</AppLink>
        </h3>
        <ul>
          {one.reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
          {one.tellers > 0 && <li>{t('risks:advice.tellers', { count: one.tellers })}</li>}
        </ul>
        <Next risk={risk} one={one} />
      </li>
    ))}
  </ol>
);

/** Adopted already, for this risk or for others; or one click away. */
function Next({ risk, one }: { risk: Risk; one: Advised }) {
  const { can } = useSession();
  const [once, renew] = useIdempotencyKey();
  const adopt = useMutation<Schemas['MeasureAdoption'], Problem>({
    mutationFn: async () => {
      const body = { municipality: risk.municipality, measure: one.code, risks: [risk.id] };
      return orThrow(
        await http.POST('/measure-adoptions', {
          params: { header: onceHeader(once) },
          body: body as Schemas['MeasureAdoptionNew'],
        }),
      );
    },
    onSuccess: async () => {
      renew();
      toast(t('risks:advice.adopted', { code: one.code }));
      await refetchAll();
    },
    onError: renew,
  });
  if (one.adoption_id) {
    return (
      <p>
        <AppLink to={`/misure-adottate/${one.adoption_id}`}>
          {t(one.treats ? 'risks:advice.treats' : 'risks:advice.elsewhere')}
        </AppLink>
      </p>
    );
  }
  if (!can('plan:write')) return null;
  return (
    <>
      <ProblemAlert problem={adopt.error} fields />
      <Button look="outline" small busy={adopt.isPending} onClick={() => adopt.mutate()}>
        {t('risks:advice.adopt', { code: one.code })}
      </Button>
    </>
  );
}
