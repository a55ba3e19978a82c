import { useMunicipality } from '@/api/municipality';
import { useSession } from '@/api/session';
import { HomePage } from '@/features/home/HomePage';
import { t } from '@/lib/i18n';
import { readable } from './resources';

/** The features meet here: the home shows what the person may open. */
export function PersonalHomePage() {
  const { can } = useSession();
  const { code } = useMunicipality();
  const tiles = readable(can).map(({ path, ns, icon }) => ({
    to: path,
    icon,
    title: t(`app:resource.${ns}.title`),
    text: t(`app:resource.${ns}.tile`),
  }));
  return <HomePage key={code} tiles={tiles} />;
}
