import { type AnyDefinition, define } from '@/resource/definition';
import { resource } from '@/resource/resource';

/** Imports are made by an upload and led step by step: their pages are their own. */
export const definition = define({
  resource: resource('/register-imports', '/register-imports/{id}'),
  ns: 'register-imports',
  path: '/importazioni',
  title: (row) => row.filename,
  searchIn: [],
  columns: [],
  sections: [],
}) as unknown as AnyDefinition;

export { ImportPage as DetailPage } from './ImportPage';
export { ImportsPage as ListPage } from './ImportsPage';
export { UploadPage as NewPage } from './UploadPage';
