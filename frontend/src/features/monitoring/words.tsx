import type { Schemas } from '@/api/client';
import { t } from '@/lib/i18n';
import { StatusBadge, type Tone } from '@/ui/StatusBadge';

export type Round = Schemas['MonitoringRound'];
export type Check = Schemas['MonitoringCheck'];

export const ns = 'monitoring';
export const implementations = ['yes', 'partly', 'no', 'not_due'] as const;
export const suitabilities = ['yes', 'partly', 'no'] as const;
export const states = ['waiting', 'answered', 'reviewed'] as const;

const tones: Record<string, Tone> = {
  yes: 'success',
  partly: 'warning',
  no: 'danger',
  not_due: 'neutral',
};
const stateTones: Record<string, Tone> = { waiting: 'neutral', answered: 'info', reviewed: 'success' };

/** What was found, in words. */
export const Found = ({ of, value }: { of: 'implementation' | 'suitability'; value?: string }) =>
  value ? <StatusBadge tone={tones[value]}>{t(`monitoring-checks:value.${of}.${value}`)}</StatusBadge> : null;

export const StateBadge = ({ state }: { state: string }) => (
  <StatusBadge tone={stateTones[state]}>{t(`monitoring-checks:value.state.${state}`)}</StatusBadge>
);

export const roundName = ({ year, number }: { year: number; number: number }) =>
  t(`${ns}:name`, { year, number });

/** Why the measure is in the sample, or is not. */
export function whySampled({ sampled, process, level, rank }: Check): string {
  if (!process) return t('monitoring-checks:why.all');
  const risk = t(`monitoring-checks:value.level.${level ?? 'none'}`);
  return t(`monitoring-checks:why.${sampled ? 'in' : 'out'}`, { process, risk, rank });
}

/** Calls the server only where it says that the version is the one seen. */
export const tagOf = ({ version }: { version: number }) => `"v${version}"`;
