import { pagesOf } from '@/resource/pages';
import { definition as documents } from './definition';

export const { definition, ListPage, DetailPage, NewPage, EditPage } = pagesOf(documents);
