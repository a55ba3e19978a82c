import { pagesOf } from '@/resource/pages';
import { definition as planConfirmations } from './definition';

export const { definition, ListPage, DetailPage, NewPage, EditPage } = pagesOf(planConfirmations);
