import { pagesOf } from '@/resource/pages';
import { definition as adoptions } from './definition';

export const { definition, ListPage, DetailPage, NewPage, EditPage } = pagesOf(adoptions);
