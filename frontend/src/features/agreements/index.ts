import { pagesOf } from '@/resource/pages';
import { definition as agreements } from './definition';

const { definition, ListPage, DetailPage, NewPage, EditPage } = pagesOf(agreements);

export { DetailPage, definition, EditPage, ListPage, NewPage };
