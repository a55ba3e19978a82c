import { useMunicipality } from '@/api/municipality';
import { useSession } from '@/api/session';
import { Participation } from '@/features/disadvantage/Participation';
import { HomePage } from '@/features/home/HomePage';
import { t } from '@/lib/i18n';
import { useReadable } from './resources';

/** The features meet here: the home shows what the person may open. */
export function PersonalHomePage() {
  const { code } = useMunicipality();
  const { me, can } = useSession();
  const tiles = useReadable().map(({ path, ns, icon, write }) => ({
    to: path,
    icon,
    title: t(`app:resource.${ns}.title`),
    text: t(`app:resource.${ns}.${write && !can(write) ? 'tile-read' : 'tile'}`),
  }));
  if (can('setting:write')) {
    tiles.push({
      to: '/impostazioni',
      icon: 'it-settings',
      title: t('app:settings.title'),
      text: t('app:settings.tile'),
    });
  }
  const steers = me?.roles.some((role) => role === 'secretariat' || role === 'coordinator');
  return (
    <HomePage key={code} tiles={tiles}>
      {steers && <Participation />}
    </HomePage>
  );
}
