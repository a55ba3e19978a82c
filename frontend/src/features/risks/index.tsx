import { useSession } from '@/api/session';
import { t } from '@/lib/i18n';
import { pagesOf } from '@/resource/pages';
import { ResourceListPage } from '@/resource/ResourceListPage';
import { AppLink } from '@/ui/AppLink';
import { AdoptPage } from './AdoptPage';
import { CopyPage } from './CopyPage';
import { definition as risks } from './definition';
import { ProposePage } from './ProposePage';
import { Typologies } from './Typologies';
import { UpdatePage } from './UpdatePage';
import { ValidationPage } from './ValidationPage';

export const { definition, DetailPage, NewPage, EditPage } = pagesOf(risks);

/** The catalogue by typology; for who keeps a register, what others have and theirs has not. */
export function ListPage() {
  const { can } = useSession();
  const above = (
    <>
      {can('local-risk:read') && (
        <p>
          <AppLink to="/rischi-mancanti">{t('risks:missing.title')}</AppLink>
        </p>
      )}
      <Typologies />
    </>
  );
  return <ResourceListPage def={risks} above={above} />;
}

export const pages = {
  adotta: AdoptPage,
  aggiorna: UpdatePage,
  copia: CopyPage,
  proponi: ProposePage,
  convalida: () => <ValidationPage def={risks} of="risks" />,
};
