import type { ReactNode } from 'react';
import { t } from '@/lib/i18n';
import { Breadcrumb, type Crumb } from './Breadcrumb';

type Props = {
  title: string;
  /** The browser tab, when it must say more than the heading. */
  tab?: string;
  lead?: ReactNode;
  badge?: ReactNode;
  crumbs?: Crumb[];
  actions?: ReactNode;
  children?: ReactNode;
};

/** One page: trail, one h1, its actions, its content. */
export function Page({ title, tab, lead, badge, crumbs, actions, children }: Props) {
  return (
    <div className="container page">
      <title>{`${tab ?? title} · ${t('ui:site')}`}</title>
      {crumbs && <Breadcrumb crumbs={crumbs} here={title} />}
      <div className="page-head">
        <div>
          <h1 className="h2" tabIndex={-1}>
            {title}
          </h1>
          {badge}
          {lead && <p className="lead">{lead}</p>}
        </div>
        {actions && <div className="page-actions">{actions}</div>}
      </div>
      {children}
    </div>
  );
}
