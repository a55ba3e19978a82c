import { municipalityName } from '@/api/reference';
import { t } from '@/lib/i18n';
import { useHomeCrumb } from '@/resource/crumbs';
import type { Crumb } from '@/ui/Breadcrumb';

/** The trail of a page that stands below the register of a municipality. */
export const useRegisterCrumbs = (code: string): Crumb[] => [
  useHomeCrumb(),
  { to: '/registro', label: t('register:title') },
  { to: `/registro/${code}`, label: municipalityName(code) },
];
