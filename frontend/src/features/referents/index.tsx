import { pagesOf } from '@/resource/pages';
import { ResourceEditPage } from '@/resource/ResourceEditPage';
import { definition as referents } from './definition';

export const { definition, ListPage, DetailPage, NewPage, EditPage } = pagesOf(referents);
export const pages = { recapiti: () => <ResourceEditPage def={referents} part="contacts" /> };
