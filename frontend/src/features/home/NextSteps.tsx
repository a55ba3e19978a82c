import { useQueries } from '@tanstack/react-query';
import { api } from '@/api/client';
import { useMunicipality } from '@/api/municipality';
import type { Me } from '@/api/session';
import { today } from '@/lib/dates';
import { t } from '@/lib/i18n';
import { formatNumber } from '@/lib/numbers';
import { Loading } from '@/ui/Loading';
import { Notice } from '@/ui/Notice';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { TaskList } from '@/ui/TaskList';
import { taskOf } from './dues';
import { countOptions, stepsOf } from './steps';

/** Dues that are steps of their own here, counted. */
const counted = ['profile', 'no-risks', 'no-needs'];

/** What the person can usefully do now, counted by the server; `others`: without what is due in single municipalities. */
export function NextSteps({ me, others }: { me: Me; others?: boolean }) {
  const { code } = useMunicipality();
  const year = Number(today().slice(0, 4)) + 1;
  const steps = stepsOf(me, code, year, others);
  const counts = useQueries({ queries: steps.map(countOptions) });
  const alone = !others && code !== '';
  const mine = api.useQuery('get', '/me/municipalities', {}, { enabled: alone });
  if (steps.length === 0) return null;
  const problem = mine.error ?? counts.find(({ error }) => error)?.error;
  const loading = counts.some(({ isPending }) => isPending) || (alone && mine.isPending);
  const dues = alone ? (mine.data?.items.find(({ istat_code }) => istat_code === code)?.dues ?? []) : [];
  const own = dues
    .filter((one) => !counted.includes(one.code))
    .map((one) => {
      const task = taskOf(code, one);
      return { ...task, key: `due-${one.code}`, text: task.text[0]?.toUpperCase() + task.text.slice(1) };
    });
  const todo = steps.flatMap(({ id, when, to, search }, index) => {
    const count = counts[index]?.data;
    if (count === undefined || count > 0 !== (when === 'some')) return [];
    const values = { count, number: formatNumber(count), year };
    const title = t(`home:step.${id}.title`, values);
    const text = t(`home:step.${id}.text`, values);
    return [{ key: id, to, search, title, text, number: count > 0 ? values.number : undefined }];
  });
  const due = [...own, ...todo];
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
