import { t } from '@/lib/i18n';
import { AppLink } from './AppLink';

export type Crumb = { to: string; label: string };

export function Breadcrumb({ crumbs, here }: { crumbs: Crumb[]; here: string }) {
  return (
    <nav className="breadcrumb-container" aria-label={t('ui:breadcrumb')}>
      <ol className="breadcrumb">
        {crumbs.map(({ to, label }) => (
          <li className="breadcrumb-item" key={to}>
            <AppLink to={to}>{label}</AppLink>
            <span className="separator" aria-hidden="true">
              /
            </span>
          </li>
        ))}
        <li className="breadcrumb-item active" aria-current="page">
          {here}
        </li>
      </ol>
    </nav>
  );
}
