import { useMutation } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { http, onceHeader, orThrow, type Schemas } from '@/api/client';
import { refetchAll } from '@/api/query-client';
import { codedName, municipalityName, vocabularies } from '@/api/reference';
import { t } from '@/lib/i18n';
import { useIdempotencyKey } from '@/lib/idempotency';
import { formatNumber } from '@/lib/numbers';
import type { Problem } from '@/lib/problem';
import { first, type Search } from '@/lib/url-state';
import { useHomeCrumb } from '@/resource/crumbs';
import { Button, ButtonRow, LinkButton } from '@/ui/Button';
import { DataTable } from '@/ui/DataTable';
import { Page } from '@/ui/Page';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { Stats } from '@/ui/Stats';
import { LevelBadge } from './Level';
import { Views } from './Views';
import { useWhere, WhereFields } from './Where';

type Carried = Schemas['EvaluationsCarried'];

/** A new year: whether the plan has to be written anew, and the evaluations that start from last year's. */
export function YearPage() {
  const { municipality, year } = useWhere();
  const asked = first((useSearch({ strict: false }) as Search).year);
  const [once, renew] = useIdempotencyKey();
  const carry = useMutation<Carried, Problem>({
    mutationFn: async () => {
      const params = { path: { istat_code: municipality }, header: onceHeader(once) };
      const body = { year: Number(year) };
      return orThrow(
        await http.POST('/municipalities/{istat_code}/evaluations/carry-over', { params, body }),
      );
    },
    onSuccess: refetchAll,
    onSettled: renew,
  });
  const done = carry.data?.year === Number(year) ? carry.data : undefined;
  return (
    <Page
      title={t('evaluations:year.title')}
      tab={asked && `${t('evaluations:year.title')}: ${asked}`}
      lead={t('evaluations:year.intro')}
      crumbs={[useHomeCrumb()]}
    >
      <Views />
      <WhereFields municipal />
      <ProblemAlert problem={carry.error} />
      <ButtonRow>
        <Button busy={carry.isPending} onClick={() => carry.mutate()}>
          {t('evaluations:year.start', { year, last: Number(year) - 1 })}
        </Button>
        <LinkButton look="outline" to="/conferma-del-piano" search={{ municipality }}>
          {t('evaluations:year.confirm-or-rewrite')}
        </LinkButton>
      </ButtonRow>
      <div role="status">{done && <Result done={done} municipality={municipality} />}</div>
    </Page>
  );
}

function Result({ done, municipality }: { done: Carried; municipality: string }) {
  const number = (name: 'created' | 'there' | 'new' | 'gone') => ({
    label: t(`evaluations:year.${name}`),
    value: formatNumber(done[name]),
  });
  return (
    <>
      <h2 className="h4 mt-4">
        {t('evaluations:year.result', { municipality: municipalityName(municipality), year: done.year })}
      </h2>
      <Stats items={[number('created'), number('there'), number('new'), number('gone')]} />
      <LinkButton
        to="/valutazioni"
        search={{ municipality, year: String(done.year), state: 'draft' }}
        look="outline"
      >
        {t('evaluations:year.drafts')}
      </LinkButton>
      {done.gone_risks.length > 0 && (
        <>
          <h3 className="h5 mt-4">{t('evaluations:year.gone')}</h3>
          <DataTable
            caption={t('evaluations:year.gone')}
            rows={done.gone_risks}
            keyOf={({ id }) => String(id)}
            columns={[
              { name: 'event', label: t('evaluations:field.event'), show: ({ event }) => event },
              {
                name: 'area',
                label: t('evaluations:field.area'),
                show: ({ area }) => codedName(vocabularies().risk_areas, area),
              },
              { name: 'process', label: t('evaluations:field.process'), show: ({ process }) => process },
              {
                name: 'level',
                label: t('evaluations:field.level'),
                show: ({ level }) => <LevelBadge level={level} />,
              },
              { name: 'reason', label: t('common:reason'), show: ({ reason }) => reason },
            ]}
          />
        </>
      )}
    </>
  );
}
