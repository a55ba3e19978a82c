import { useSession } from '@/api/session';
import { pagesOf } from '@/resource/pages';
import { ResourceListPage } from '@/resource/ResourceListPage';
import { CarryOver } from './CarryOver';
import { definition as deadlines } from './definition';
import { Subscribe } from './Subscribe';

export const { definition, DetailPage, NewPage, EditPage } = pagesOf(deadlines);

export function ListPage() {
  const { can } = useSession();
  return (
    <ResourceListPage
      def={deadlines}
      above={
        <>
          {can('deadline:write') && (
            <p>
              <CarryOver />
            </p>
          )}
          <Subscribe />
        </>
      }
    />
  );
}
