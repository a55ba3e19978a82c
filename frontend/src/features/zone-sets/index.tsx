import { pagesOf } from '@/resource/pages';
import { ResourceListPage } from '@/resource/ResourceListPage';
import { NetworkOn } from './Composition';
import { definition as sets } from './definition';
import { DesignPage } from './design/DesignPage';
import { OperationPage } from './OperationPage';

export const { definition, DetailPage, NewPage, EditPage } = pagesOf(sets);
export const ListPage = () => <ResourceListPage def={sets} above={<NetworkOn />} />;
export const pages = { disegno: DesignPage, operativo: OperationPage };
