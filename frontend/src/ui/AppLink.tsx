import { Link } from '@tanstack/react-router';
import type { ComponentProps, ReactNode } from 'react';
import type { Search } from '@/lib/url-state';

export type AppLinkProps = {
  to: string;
  search?: Search;
  hash?: string;
  replace?: boolean;
  children: ReactNode;
} & Pick<
  ComponentProps<'a'>,
  | 'className'
  | 'onClick'
  | 'onFocus'
  | 'onMouseEnter'
  | 'onKeyDown'
  | 'aria-label'
  | 'aria-current'
  | 'tabIndex'
  | 'ref'
>;

/** A link inside the application by a path known only at run time (`/zone/7`), as generic components need. */
export function AppLink({ to, search, ...rest }: AppLinkProps) {
  return (
    <Link
      to={to as '/'}
      search={(search ?? {}) as never}
      activeOptions={{ exact: true }}
      activeProps={{}}
      {...rest}
    />
  );
}
