import { adhesionStates, type Stage, stageOf } from '@/lib/adhesion';
import { t } from '@/lib/i18n';
import type { Option } from '@/ui/Field';
import type { Tone } from '@/ui/StatusBadge';

const tones: Record<Stage, Tone> = { member: 'success', joining: 'info', outside: 'neutral' };

export const adhesionTone = (state: string): Tone => tones[stageOf(state)];
export const adhesionText = (state: string): string => t(`common:adhesion.${state}`);
export const adhesionOptions = (): Option[] =>
  adhesionStates.map((value) => ({ value, label: adhesionText(value) }));
