import { useSearch } from '@tanstack/react-router';
import { first, type Search } from '@/lib/url-state';
import { pagesOf } from '@/resource/pages';
import { ResourceListPage } from '@/resource/ResourceListPage';
import { CHART, ChartPage, LIST, REGISTER, Views } from './ChartPage';
import { definition as groups } from './definition';

export const { definition, DetailPage, NewPage, EditPage } = pagesOf(groups);

/** What one looks for is in the register, of today and before. */
export function ListPage() {
  const { vista, q } = useSearch({ strict: false }) as Search;
  const view = first(vista) ?? (q ? REGISTER : CHART);
  return view === CHART || view === LIST ? (
    <ChartPage view={view} />
  ) : (
    <ResourceListPage def={groups} above={<Views view={REGISTER} />} />
  );
}
