import type { Schemas } from '@/api/client';
import { t } from '@/lib/i18n';
import { formatNumber } from '@/lib/numbers';

type Share = Schemas['MeasureShare'];

/** `18 su 32`, or why it is not told. */
export const shareText = ({ adopters, applicable, suppressed }: Share): string =>
  suppressed
    ? t('measures:share.few')
    : t('measures:share.of', {
        count: adopters,
        adopters: formatNumber(adopters),
        applicable: formatNumber(applicable),
      });

export const percentText = ({ percent, suppressed }: Share): string =>
  suppressed ? t('measures:share.dash') : `${formatNumber(percent)}\u00A0%`;
