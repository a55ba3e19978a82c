import { pagesOf } from '@/resource/pages';
import { definition as members } from './definition';

export const { definition, ListPage, DetailPage, NewPage, EditPage } = pagesOf(members);
