import { pagesOf } from '@/resource/pages';
import { definition as sets } from './definition';

export const { definition, ListPage, DetailPage, NewPage, EditPage } = pagesOf(sets);
