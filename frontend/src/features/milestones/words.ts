import { base } from '@/api/token';
import { t, tOr } from '@/lib/i18n';
import type { Tone } from '@/ui/StatusBadge';

/** «Primo passo», «Secondo passo», …; beyond those with a name, by number. */
export const stepName = (step: number): string =>
  tOr(`milestones:step.${step}`, t('milestones:step-number', { step }));

export const statusTone: Record<string, Tone> = { done: 'success', in_progress: 'info', planned: 'neutral' };

/** Where the content of a document is, for a browser: public ones need no token. */
export const contentOf = (id?: number): string => `${base}/documents/${id}/content`;
