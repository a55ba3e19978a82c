import { type Stage, stageOf } from '@/lib/adhesion';
import type { Tone } from '@/ui/StatusBadge';

const tones: Record<Stage, Tone> = { member: 'success', joining: 'info', outside: 'neutral' };

export const adhesionTone = (adhesion: string): Tone => tones[stageOf(adhesion)];
