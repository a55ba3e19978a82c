import type { Option } from '@/ui/Field';

const FIRST = 2013;

/** From next year back to the first plan there was. */
export const yearOptions = (): Option[] => {
  const next = new Date().getFullYear() + 1;
  return Array.from({ length: next - FIRST + 1 }, (_, back) => String(next - back)).map((year) => ({
    value: year,
    label: year,
  }));
};
