import { useSession } from '@/api/session';
import { t } from '@/lib/i18n';
import type { Crumb } from '@/ui/Breadcrumb';
import type { AnyDefinition } from './definition';

/** The trail begins at the person's home, or at the public one for who is not signed in. */
export function useHomeCrumb(): Crumb {
  const { me } = useSession();
  return me ? { to: '/home', label: t('common:home') } : { to: '/', label: t('app:nav.network') };
}

export const useCrumbs = (def: AnyDefinition): Crumb[] => [
  useHomeCrumb(),
  { to: def.path, label: t(`${def.ns}:title`) },
];
