import { formatDay } from './dates';
import { t } from './i18n';

export type Period = { date: string; date_to?: string; precision: 'day' | 'month' | 'year' };

const month = new Intl.DateTimeFormat('it-IT', { month: 'long', year: 'numeric', timeZone: 'UTC' });

const shown = (iso: string, precision: Period['precision']): string => {
  if (precision === 'year') return iso.slice(0, 4);
  return precision === 'month' ? month.format(new Date(`${iso}T00:00:00Z`)) : formatDay(iso);
};

/** A day or a period, as far as it is known: `21/03/2017`, `maggio 2022`, `2019 – 2021`. */
export function formatPeriod({ date, date_to, precision }: Period): string {
  const [from, to] = [shown(date, precision), date_to && shown(date_to, precision)];
  return to && to !== from ? t('common:period', { from, to }) : from;
}
