import { pagesOf } from '@/resource/pages';
import { definition as rules } from './definition';

const { definition, ListPage, DetailPage, EditPage } = pagesOf(rules);

export { DetailPage, definition, EditPage, ListPage };
