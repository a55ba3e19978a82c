import { useMunicipality } from '@/api/municipality';
import { useSession } from '@/api/session';
import { Participation } from '@/features/disadvantage/Participation';
import { HomePage } from '@/features/home/HomePage';
import { t } from '@/lib/i18n';
import { type MenuGroup, useReadable } from './resources';

/** What a person works on comes first. */
const homeGroups: MenuGroup[] = ['plan', 'catalogue', 'network', 'papers'];

/** The features meet here: the home shows what the person may open. */
export function PersonalHomePage() {
  const { code } = useMunicipality();
  const { me, can } = useSession();
  const readable = useReadable();
  const work = homeGroups.map((group) => ({
    title: t(`app:nav.group.${group}`),
    tiles: readable
      .filter((entry) => entry.group === group)
      .map(({ path, ns, icon, write }) => ({
        to: path,
        icon,
        title: t(`app:resource.${ns}.title`),
        text: t(`app:resource.${ns}.${write && !can(write) ? 'tile-read' : 'tile'}`),
      })),
  }));
  if (can('setting:write')) {
    work.at(-1)?.tiles.push({
      to: '/impostazioni',
      icon: 'it-settings',
      title: t('app:settings.title'),
      text: t('app:settings.tile'),
    });
  }
  const steers = me?.roles.some((role) => role === 'secretariat' || role === 'coordinator');
  return (
    <HomePage key={code} work={work.filter(({ tiles }) => tiles.length > 0)}>
      {steers && <Participation />}
    </HomePage>
  );
}
