import { pagesOf } from '@/resource/pages';
import { ClosePage } from './ClosePage';
import { definition as rounds } from './definition';

export { NewPage } from './NewRoundPage';
export const { definition, ListPage, DetailPage, EditPage } = pagesOf(rounds);
export const pages = { chiusura: ClosePage };
