import { useSearch } from '@tanstack/react-router';
import { first, type Search } from '@/lib/url-state';
import { pagesOf } from '@/resource/pages';
import { ResourceListPage } from '@/resource/ResourceListPage';
import { definition as milestones } from './definition';
import { LIST, PathPage, TIMELINE, Views } from './PathPage';

export const { definition, DetailPage, NewPage, EditPage } = pagesOf(milestones);

/** What one looks for is in the list. */
export function ListPage() {
  const { vista, q } = useSearch({ strict: false }) as Search;
  const view = first(vista) ?? (q ? LIST : TIMELINE);
  return view === TIMELINE ? (
    <PathPage />
  ) : (
    <ResourceListPage def={milestones} above={<Views view={LIST} />} />
  );
}
