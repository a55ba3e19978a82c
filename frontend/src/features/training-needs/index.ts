import { pagesOf } from '@/resource/pages';
import { definition as trainingNeeds } from './definition';

export const { definition, ListPage, DetailPage, NewPage, EditPage } = pagesOf(trainingNeeds);
