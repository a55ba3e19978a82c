import { t } from '@/lib/i18n';
import { StatusBadge } from '@/ui/StatusBadge';
import { changeTones, type Evaluation, levelText, levelTones } from './words';

export const LevelBadge = ({ level }: { level?: string }) =>
  level ? <StatusBadge tone={levelTones[level]}>{levelText(level)}</StatusBadge> : null;

export const Badges = ({ state, method, change }: Pick<Evaluation, 'state' | 'method' | 'change'>) => (
  <>
    <StatusBadge tone={state === 'confirmed' ? 'success' : 'warning'}>
      {t(`evaluations:value.state.${state}`)}
    </StatusBadge>{' '}
    <StatusBadge tone={changeTones[change]}>{t(`evaluations:value.change.${change}`)}</StatusBadge>{' '}
    {method === 'pna2013' && <StatusBadge>{t('evaluations:superseded')}</StatusBadge>}
  </>
);
