import { useMunicipality } from '@/api/municipality';
import { HomePage } from '@/features/home/HomePage';
import { t } from '@/lib/i18n';
import { useReadable } from './resources';

/** The features meet here: the home shows what the person may open. */
export function PersonalHomePage() {
  const { code } = useMunicipality();
  const tiles = useReadable().map(({ path, ns, icon }) => ({
    to: path,
    icon,
    title: t(`app:resource.${ns}.title`),
    text: t(`app:resource.${ns}.tile`),
  }));
  return <HomePage key={code} tiles={tiles} />;
}
