import { t } from '@/lib/i18n';
import { pagesOf } from '@/resource/pages';
import { ResourceListPage } from '@/resource/ResourceListPage';
import { LinkButton } from '@/ui/Button';
import { definition as runs } from './definition';

const { definition, DetailPage } = pagesOf(runs);

export { DetailPage, definition };

export const ListPage = () => (
  <ResourceListPage
    def={runs}
    above={
      <p>
        <LinkButton look="outline" small to="/regole-dei-solleciti">
          {t('reminders:rules')}
        </LinkButton>
      </p>
    }
  />
);
