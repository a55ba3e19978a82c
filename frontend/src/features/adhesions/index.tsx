import { useSession } from '@/api/session';
import { pagesOf } from '@/resource/pages';
import { ResourceListPage } from '@/resource/ResourceListPage';
import { AdhesionPage } from './AdhesionPage';
import { Campaign } from './Campaign';
import { definition as adhesions } from './definition';
import { Funnel } from './Funnel';
import { SignaturePage } from './SignaturePage';
import { StepPage } from './StepPage';

const { definition, EditPage } = pagesOf(adhesions);

export { definition, EditPage };

export function ListPage() {
  const { can } = useSession();
  return (
    <ResourceListPage
      def={adhesions}
      above={
        <>
          {can('adhesion:admin') && <Campaign />}
          <Funnel />
        </>
      }
    />
  );
}

export const DetailPage = AdhesionPage;
export const pages = { passo: StepPage, firma: SignaturePage };
