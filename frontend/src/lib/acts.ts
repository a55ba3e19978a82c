import { formatDay } from './dates';
import { t } from './i18n';

type Act = { act_kind?: string; act_number?: string; act_date?: string };

/** `Decreto sindacale n. 19 del 31/01/2017`; '' for nothing. */
export const actText = ({ act_kind, act_number, act_date }: Act): string =>
  [
    act_kind,
    act_number && t('common:act.number', { number: act_number }),
    act_date && t('common:act.of', { day: formatDay(act_date) }),
  ]
    .filter(Boolean)
    .join(' ');
