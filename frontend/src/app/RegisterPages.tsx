import { Inline } from '@/features/evaluations/Inline';
import { ListPage, pages } from '@/features/register';
import type { JudgeProps } from '@/features/register/work/useWork';
import { WorkPage } from '@/features/register/work/WorkPage';

const Judge = ({ row, year, method }: JudgeProps) => (
  <Inline risk={row.risk_id!} evaluation={row.evaluation} year={year} method={method} />
);

/** The features meet here: in the register of a municipality its risks are judged. */
const DetailPage = () => <WorkPage Judge={Judge} />;

export { DetailPage, ListPage, pages };
