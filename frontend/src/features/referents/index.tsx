import { t } from '@/lib/i18n';
import { pagesOf } from '@/resource/pages';
import { ResourceEditPage } from '@/resource/ResourceEditPage';
import { ResourceListPage } from '@/resource/ResourceListPage';
import { ButtonRow, LinkButton } from '@/ui/Button';
import { definition as referents } from './definition';

export const { definition, DetailPage, NewPage, EditPage } = pagesOf(referents);
export const ListPage = () => (
  <ResourceListPage
    def={referents}
    above={
      <ButtonRow>
        <LinkButton look="outline" small to="/incarichi">
          {t('referents:all-mandates')}
        </LinkButton>
        <LinkButton look="outline" small to="/convenzioni">
          {t('referents:all-conventions')}
        </LinkButton>
      </ButtonRow>
    }
  />
);

export const pages = { recapiti: () => <ResourceEditPage def={referents} part="contacts" /> };
