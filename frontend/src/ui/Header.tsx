import { type ReactNode, useEffect, useRef, useState } from 'react';
import { t } from '@/lib/i18n';
import { AppLink } from './AppLink';
import { Disclosure } from './Disclosure';
import { Icon } from './Icon';

export type NavItem = { to: string; label: string; current: boolean };
/** A heading of the menu with what is under it. */
export type NavGroup = { label: string; items: NavItem[] };

type Props = {
  owner: { name: string; url?: string };
  title: string;
  tagline: string;
  home: string;
  nav: (NavItem | NavGroup)[];
  account: ReactNode;
  search: ReactNode;
};

/** The three bands of an Italian public service. */
export function Header({ owner, title, tagline, home, nav, account, search }: Props) {
  return (
    <header className="it-header-wrapper">
      <div className="it-header-slim-wrapper">
        <div className="container">
          <div className="row">
            <div className="col-12">
              <div className="it-header-slim-wrapper-content">
                {owner.url ? (
                  <a className="navbar-brand" href={owner.url}>
                    {owner.name}
                  </a>
                ) : (
                  <span className="navbar-brand">{owner.name}</span>
                )}
                <div className="it-header-slim-right-zone">{account}</div>
              </div>
            </div>
          </div>
        </div>
      </div>
      <div className="it-nav-wrapper">
        <div className="it-header-center-wrapper">
          <div className="container">
            <div className="row">
              <div className="col-12">
                <div className="it-header-center-content-wrapper">
                  <div className="it-brand-wrapper">
                    <AppLink to={home}>
                      <Icon name="it-pa" />
                      <div className="it-brand-text">
                        <div className="it-brand-title">{title}</div>
                        <div className="it-brand-tagline d-none d-md-block">{tagline}</div>
                      </div>
                    </AppLink>
                  </div>
                  <div className="it-right-zone">{search}</div>
                </div>
              </div>
            </div>
          </div>
        </div>
        <Navigation nav={nav} />
      </div>
    </header>
  );
}

function Navigation({ nav }: Pick<Props, 'nav'>) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLElement>(null);
  const toggle = useRef<HTMLButtonElement>(null);
  const close = useRef<HTMLButtonElement>(null);
  const shut = () => {
    setOpen(false);
    toggle.current?.focus();
  };
  useEffect(() => {
    if (!open) return;
    close.current?.focus();
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      setOpen(false);
      toggle.current?.focus();
    };
    // What the keyboard reaches next lies under it.
    const onFocus = (event: FocusEvent) => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener('keydown', onKey);
    document.addEventListener('focusin', onFocus);
    return () => {
      document.removeEventListener('keydown', onKey);
      document.removeEventListener('focusin', onFocus);
    };
  }, [open]);
  return (
    <div className="it-header-navbar-wrapper">
      <div className="container">
        <div className="row">
          <div className="col-12">
            <nav ref={root} className="navbar navbar-expand-lg" aria-label={t('ui:nav.label')}>
              <button
                ref={toggle}
                className="custom-navbar-toggler"
                type="button"
                aria-controls="menu"
                aria-expanded={open}
                aria-label={t('ui:nav.toggle')}
                onClick={() => setOpen(!open)}
              >
                <Icon name="it-burger" />
              </button>
              <div className={`navbar-collapsable ${open ? 'expanded' : ''}`} id="menu">
                {/* biome-ignore lint/a11y/noStaticElementInteractions: the close button does the same for the keyboard */}
                {/* biome-ignore lint/a11y/useKeyWithClickEvents: as above */}
                <div className="overlay" onClick={() => setOpen(false)} />
                <div className="close-div">
                  <button ref={close} className="btn close-menu" type="button" onClick={shut}>
                    <span className="visually-hidden">{t('ui:nav.close')}</span>
                    <Icon name="it-close-big" />
                  </button>
                </div>
                <div className="menu-wrapper">
                  <ul className="navbar-nav">
                    {nav.map((entry) =>
                      'items' in entry ? (
                        <li className="nav-item" key={entry.label}>
                          <Group {...entry} chosen={() => setOpen(false)} />
                        </li>
                      ) : (
                        <li className="nav-item" key={entry.to}>
                          <AppLink
                            to={entry.to}
                            className={`nav-link ${entry.current ? 'active' : ''}`}
                            aria-current={entry.current ? 'true' : undefined}
                            onClick={() => setOpen(false)}
                          >
                            <span>{entry.label}</span>
                          </AppLink>
                        </li>
                      ),
                    )}
                  </ul>
                </div>
              </div>
            </nav>
          </div>
        </div>
      </div>
    </div>
  );
}

/** Opens on a click; in the menu of a small screen it opens in its place. */
function Group({ label, items, chosen }: NavGroup & { chosen: () => void }) {
  const current = items.some((item) => item.current);
  return (
    <Disclosure
      start
      className={`nav-link nav-group ${current ? 'active' : ''}`}
      label={<span>{label}</span>}
    >
      {(close) => (
        <ul className="menu-list">
          {items.map(({ to, label: text, current: here }) => (
            <li key={to}>
              <AppLink
                to={to}
                aria-current={here ? 'true' : undefined}
                onClick={() => {
                  close();
                  chosen();
                }}
              >
                {text}
              </AppLink>
            </li>
          ))}
        </ul>
      )}
    </Disclosure>
  );
}
