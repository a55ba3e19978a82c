import { useNavigate } from '@tanstack/react-router';
import { chooseMunicipality, useMunicipality } from '@/api/municipality';
import { logOut, useSession } from '@/api/session';
import { useSettings } from '@/api/settings';
import { t } from '@/lib/i18n';
import { AccountMenu, SignInLink } from '@/ui/AccountMenu';
import { Header, type NavGroup, type NavItem } from '@/ui/Header';
import { HeaderSearch } from '@/ui/HeaderSearch';
import { menuGroups, useReadable } from './resources';

export function SiteHeader({ pathname }: { pathname: string }) {
  const { me } = useSession();
  const readable = useReadable();
  const settings = useSettings();
  const current = (to: string) =>
    to === '/' ? pathname === '/' : pathname === to || pathname.startsWith(`${to}/`);
  const item = (to: string, label: string) => ({ to, label, current: current(to) });
  const groups = menuGroups.flatMap<NavItem | NavGroup>((group) => {
    const items = readable
      .filter((entry) => entry.group === group)
      .map(({ path, ns }) => item(path, t(`app:resource.${ns}.title`)));
    return items.length > 1 ? [{ label: t(`app:nav.group.${group}`), items }] : items;
  });
  const entries = [me ? item('/home', t('app:nav.home')) : item('/', t('app:nav.network')), ...groups];
  return (
    <Header
      owner={{ name: settings?.owner ?? '', url: settings?.owner_url }}
      title={t('ui:site')}
      tagline={t('app:tagline')}
      home={me ? '/home' : '/'}
      nav={entries}
      search={pathname !== '/cerca' && <GlobalSearch />}
      account={me ? <Account /> : <SignInLink to="/accedi" />}
    />
  );
}

function Account() {
  const { me } = useSession();
  const { mine, code } = useMunicipality();
  const navigate = useNavigate();
  if (!me) return null;
  const leave = async () => {
    await navigate({ to: '/' });
    await logOut();
  };
  return (
    <AccountMenu
      name={`${me.given_name} ${me.family_name}`}
      municipalities={mine.map(({ istat_code, name }) => ({ value: istat_code, label: name }))}
      municipality={code}
      onMunicipality={chooseMunicipality}
      onSignOut={leave}
    />
  );
}

function GlobalSearch() {
  const navigate = useNavigate();
  return <HeaderSearch onSearch={(q) => navigate({ to: '/cerca', search: { q } })} />;
}
