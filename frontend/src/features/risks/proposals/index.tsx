import { pagesOf } from '@/resource/pages';
import { ValidationPage } from '../ValidationPage';
import { definition as proposals } from './definition';

export const { definition, ListPage, DetailPage, NewPage, EditPage } = pagesOf(proposals);
export const pages = { convalida: () => <ValidationPage def={proposals} of="proposals" /> };
