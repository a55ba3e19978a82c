import { type AnyDefinition, define } from '@/resource/definition';
import { resource } from '@/resource/resource';

/** Templates are few and fixed, and written by uploads only: they have pages of their own, and no search. */
export const definition = define({
  resource: resource('/templates', '/templates/{code}'),
  ns: 'templates',
  path: '/modelli',
  title: (row) => row.name,
  searchIn: [],
  columns: [],
  sections: [],
}) as unknown as AnyDefinition;
