import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { httpAs, orThrow } from '@/api/client';
import { formatDateOnly, formatDay } from '@/lib/dates';
import { t } from '@/lib/i18n';
import { Details } from '@/ui/Details';
import { Loading } from '@/ui/Loading';
import { Notice } from '@/ui/Notice';
import { Page } from '@/ui/Page';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { AnswerForm } from './AnswerForm';

// The token travels in the fragment: it is never sent in a URL, nor written in a log.
const tokenOf = (fragment: string) => new URLSearchParams(fragment.replace(/^#/, '')).get('token') ?? '';

/** Three questions about one measure, for an office without an account. */
export function AnswerPage() {
  const [token] = useState(() => tokenOf(location.hash));
  const [done, setDone] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: ['link', token],
    queryFn: async ({ signal }) => orThrow(await httpAs(token).GET('/monitoring-question', { signal })),
    enabled: token !== '' && !done,
    refetchOnWindowFocus: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Page title={t('answer:title')} lead={data && !done ? t('answer:lead', data) : undefined}>
      <div className="readable">
        {!token && (
          <Notice tone="warning" title={t('answer:no-link')}>
            <p>{t('answer:no-link-text')}</p>
          </Notice>
        )}
        {error?.status === 409 ? (
          <Notice tone="warning" role="alert" title={t('answer:closed')}>
            <p>{error.detail}</p>
          </Notice>
        ) : (
          <ProblemAlert problem={error} retry={error && error.status >= 500 ? () => refetch() : undefined} />
        )}
        {token && !data && !error && <Loading />}
        {done && (
          <Notice tone="success" role="status" title={t('answer:done')}>
            <p>{t('answer:done-text')}</p>
          </Notice>
        )}
        {data && !done && (
          <>
            <Details
              items={[
                { name: 'title', label: t('answer:measure'), value: data.title },
                ...(['description', 'indicator', 'target', 'office'] as const)
                  .filter((name) => data[name])
                  .map((name) => ({ name, label: t(`answer:${name}`), value: data[name] })),
                { name: 'due_on', label: t('answer:due_on'), value: formatDay(data.due_on) },
                { name: 'expires', label: t('answer:expires'), value: formatDateOnly(data.expires_at) },
              ]}
            />
            <AnswerForm token={token} question={data} done={() => setDone(true)} />
          </>
        )}
      </div>
    </Page>
  );
}
