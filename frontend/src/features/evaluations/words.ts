import type { Schemas } from '@/api/client';
import { t } from '@/lib/i18n';
import type { Tone } from '@/ui/StatusBadge';

export type Evaluation = Schemas['Evaluation'];
export type Method = Schemas['EvaluationMethod'];
export type Question = Method['questions'][number];
export type Level = 'low' | 'medium' | 'high';

export const levels: Level[] = ['low', 'medium', 'high'];
export const levelTones: Record<string, Tone> = { low: 'success', medium: 'warning', high: 'danger' };
export const changeTones: Record<string, Tone> = {
  new: 'info',
  changed: 'warning',
  unchanged: 'neutral',
  gone: 'neutral',
};

export const levelText = (level?: string): string => (level ? t(`evaluations:value.level.${level}`) : '');
export const questionLabel = ({ code, name }: Question): string => `${code} ${name}`;
