import type { ComponentProps, ReactNode } from 'react';
import { AppLink, type AppLinkProps } from './AppLink';
import { Icon } from './Icon';
import type { IconName } from './icons';

type Look = { look?: 'primary' | 'outline' | 'danger' | 'link'; small?: boolean; icon?: IconName };

const looks = {
  primary: 'btn-primary',
  outline: 'btn-outline-primary',
  danger: 'btn-danger',
  link: 'btn-link',
};

const classes = ({ look = 'primary', small, icon }: Look) =>
  ['btn', looks[look], small ? 'btn-xs' : 'btn-sm', icon ? 'btn-icon' : ''].join(' ');

function Face({ icon, look = 'primary', children }: Look & { children: ReactNode }) {
  if (!icon) return <>{children}</>;
  const tint = look === 'primary' || look === 'danger' ? 'icon-white' : 'icon-primary';
  return (
    <>
      <Icon name={icon} size="sm" className={`${tint} me-2`} />
      <span>{children}</span>
    </>
  );
}

/** `busy` keeps the focus and ignores clicks, so that nothing is sent twice. */
export function Button({
  look,
  small,
  icon,
  busy,
  children,
  onClick,
  type = 'button',
  ...rest
}: Look & { busy?: boolean } & ComponentProps<'button'>) {
  return (
    <button
      {...rest}
      type={type}
      className={classes({ look, small, icon })}
      aria-disabled={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
    >
      <Face look={look} icon={icon}>
        {children}
      </Face>
    </button>
  );
}

export function LinkButton({ look, small, icon, children, ...link }: Look & AppLinkProps) {
  return (
    <AppLink {...link} className={classes({ look, small, icon })}>
      <Face look={look} icon={icon}>
        {children}
      </Face>
    </AppLink>
  );
}

/** Buttons side by side within a page. */
export const ButtonRow = ({ children }: { children: ReactNode }) => (
  <div className="button-row">{children}</div>
);
