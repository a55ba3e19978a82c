import { pagesOf } from '@/resource/pages';
import { definition as conventions } from './definition';

export const { definition, ListPage, DetailPage, NewPage, EditPage } = pagesOf(conventions);
