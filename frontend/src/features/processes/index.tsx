import { t } from '@/lib/i18n';
import { pagesOf } from '@/resource/pages';
import { ResourceListPage } from '@/resource/ResourceListPage';
import { AppLink } from '@/ui/AppLink';
import { definition as processes } from './definition';

export const { definition, DetailPage, NewPage, EditPage } = pagesOf(processes);

const Aliases = () => (
  <p>
    <AppLink to="/nomi-delle-aree">{t('processes:aliases')}</AppLink>
  </p>
);
export const ListPage = () => <ResourceListPage def={processes} above={<Aliases />} />;
