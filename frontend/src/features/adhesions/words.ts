import type { Schemas } from '@/api/client';
import { t } from '@/lib/i18n';
import { formatNumber } from '@/lib/numbers';

export type Tile = Schemas['AdhesionTile'];
export type Adhesion = Schemas['Adhesion'];

/** `da 18 giorni`, or `da oggi`. */
export const waitText = (days: number): string =>
  t('adhesions:days', { count: days, number: formatNumber(days) });
