import { t, tOr } from '@/lib/i18n';
import type { Tone } from '@/ui/StatusBadge';

/** «Primo passo», «Secondo passo», …; beyond those with a name, by number. */
export const stepName = (step: number): string =>
  tOr(`milestones:step.${step}`, t('milestones:step-number', { step }));

export const statusTone: Record<string, Tone> = { done: 'success', in_progress: 'info', planned: 'neutral' };
