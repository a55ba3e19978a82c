import { pagesOf } from '@/resource/pages';
import { AdoptPage } from './AdoptPage';
import { definition as risks } from './definition';

export const { definition, ListPage, DetailPage, NewPage, EditPage } = pagesOf(risks);
export const pages = { adotta: AdoptPage };
