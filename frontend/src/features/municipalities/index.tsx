import { pagesOf } from '@/resource/pages';
import { ResourceEditPage } from '@/resource/ResourceEditPage';
import { AdvantagePage } from './AdvantagePage';
import { definition as municipalities } from './definition';

export const { definition, ListPage, DetailPage, NewPage, EditPage } = pagesOf(municipalities);
export const pages = {
  profilo: () => <ResourceEditPage def={municipalities} part="profile" />,
  vantaggi: AdvantagePage,
};
