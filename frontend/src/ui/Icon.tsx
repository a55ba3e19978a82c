import sprite from 'virtual:sprite';
import type { IconName } from './icons';

type Props = { name: IconName; className?: string; size?: 'xs' | 'sm' | 'lg' };

const sizes = { xs: 'icon-xs', sm: 'icon-sm', lg: 'icon-lg' };

/** Always decorative: the text beside it says the same. */
export function Icon({ name, className = '', size }: Props) {
  return (
    <svg className={`icon ${size ? sizes[size] : ''} ${className}`} aria-hidden="true" focusable="false">
      <use href={`${sprite}#${name}`} />
    </svg>
  );
}
