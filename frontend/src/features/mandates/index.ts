import { pagesOf } from '@/resource/pages';
import { definition as mandates } from './definition';

export const { definition, ListPage, DetailPage, NewPage, EditPage } = pagesOf(mandates);
