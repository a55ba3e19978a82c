import { useSession } from '@/api/session';
import { t } from '@/lib/i18n';
import { pagesOf } from '@/resource/pages';
import { ResourceListPage } from '@/resource/ResourceListPage';
import { LinkButton } from '@/ui/Button';
import { definition as protocols } from './definition';

export const { definition, DetailPage, NewPage, EditPage } = pagesOf(protocols);

export function ListPage() {
  const { can } = useSession();
  const agreements = can('adhesion:read') && (
    <p>
      <LinkButton look="outline" small to="/accordi">
        {t('protocols:agreements')}
      </LinkButton>
    </p>
  );
  return <ResourceListPage def={protocols} above={agreements} />;
}
