import { t } from '@/lib/i18n';
import { pagesOf } from '@/resource/pages';
import { ResourceListPage } from '@/resource/ResourceListPage';
import { LinkButton } from '@/ui/Button';
import { definition as zones } from './definition';
import { MembersPage } from './MembersPage';

export const { definition, DetailPage, NewPage, EditPage } = pagesOf(zones);

export const ListPage = () => (
  <ResourceListPage
    def={zones}
    above={
      <p>
        <LinkButton look="outline" small to="/insiemi-di-zone">
          {t('zones:sets')}
        </LinkButton>
      </p>
    }
  />
);

export const pages = { comuni: MembersPage };
