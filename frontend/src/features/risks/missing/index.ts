import { MissingPage } from './MissingPage';

export { definition } from '../definition';
export const ListPage = MissingPage;
export const DetailPage = MissingPage;
