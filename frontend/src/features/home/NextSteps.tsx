import { useQueries } from '@tanstack/react-query';
import { useMunicipality } from '@/api/municipality';
import type { Me } from '@/api/session';
import { today } from '@/lib/dates';
import { t } from '@/lib/i18n';
import { formatNumber } from '@/lib/numbers';
import { Loading } from '@/ui/Loading';
import { Notice } from '@/ui/Notice';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { TaskList } from '@/ui/TaskList';
import { countOptions, stepsOf } from './steps';

/** What the person can usefully do now, counted by the server; `others`: without what is due in single municipalities. */
export function NextSteps({ me, others }: { me: Me; others?: boolean }) {
  const { code } = useMunicipality();
  const year = Number(today().slice(0, 4)) + 1;
  const steps = stepsOf(me, code, year, others);
  const counts = useQueries({ queries: steps.map(countOptions) });
  if (steps.length === 0) return null;
  const problem = counts.find(({ error }) => error)?.error;
  const loading = counts.some(({ isPending }) => isPending);
  const due = steps.flatMap(({ id, when, to, search }, index) => {
    const count = counts[index]?.data;
    if (count === undefined || count > 0 !== (when === 'some')) return [];
    const values = { count, number: formatNumber(count), year };
    const title = t(`home:step.${id}.title`, values);
    const text = t(`home:step.${id}.text`, values);
    return [{ key: id, to, search, title, text, number: count > 0 ? values.number : undefined }];
  });
  return (
    <>
      <h2 className="h4">{t('home:next')}</h2>
      <ProblemAlert problem={problem} />
      {loading && <Loading />}
      {!loading && due.length > 0 && <TaskList items={due} />}
      {!loading && !problem && due.length === 0 && <Notice tone="success" title={t('home:all-done')} />}
    </>
  );
}
