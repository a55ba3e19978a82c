import { pagesOf } from '@/resource/pages';
import { definition as behaviours } from './definition';

export const { definition, ListPage, DetailPage, NewPage, EditPage } = pagesOf(behaviours);
