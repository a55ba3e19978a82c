import { type AnyDefinition, define } from '@/resource/definition';
import { resource } from '@/resource/resource';
import { AnnualReportPage } from './AnnualReportPage';
import { ExportPage } from './ExportPage';

/** The register of a municipality, by its ISTAT code: no rows of its own to list or edit. */
export const definition = define({
  resource: resource('/municipalities', '/municipalities/{istat_code}'),
  ns: 'register',
  path: '/registro',
  title: (row) => row.name,
  searchIn: [],
  columns: [],
  sections: [],
}) as unknown as AnyDefinition;

export { ExportPage as DetailPage } from './ExportPage';
export { RegistersPage as ListPage } from './RegistersPage';
export const pages = { esporta: ExportPage, relazione: AnnualReportPage };
