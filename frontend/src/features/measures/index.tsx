import { useSession } from '@/api/session';
import { t } from '@/lib/i18n';
import { pagesOf } from '@/resource/pages';
import { ResourceListPage } from '@/resource/ResourceListPage';
import { ButtonRow, LinkButton } from '@/ui/Button';
import { definition as measures } from './definition';

export const { definition, DetailPage, NewPage, EditPage } = pagesOf(measures);

export const ListPage = () => <ResourceListPage def={measures} above={<Ways />} />;

/** What can be asked of the measures beyond the list. */
function Ways() {
  const { can } = useSession();
  return (
    <ButtonRow>
      {can('risk:read') && (
        <LinkButton look="outline" small to="/misure-omogenee">
          {t('measures:homogeneity.title')}
        </LinkButton>
      )}
      {can('plan:read') && (
        <LinkButton look="outline" small to="/misure-da-valutare">
          {t('measures:gaps.title')}
        </LinkButton>
      )}
    </ButtonRow>
  );
}
