import { useParams } from '@tanstack/react-router';
import { municipalityName } from '@/api/reference';
import { useSession } from '@/api/session';
import { t } from '@/lib/i18n';
import { useHomeCrumb } from '@/resource/crumbs';
import { ButtonRow, LinkButton } from '@/ui/Button';
import { Page } from '@/ui/Page';
import { ExportRegister } from './ExportRegister';

/** The register of a municipality to take away. */
export function ExportPage() {
  const { id: code = '' } = useParams({ strict: false }) as { id?: string };
  const { can } = useSession();
  const home = useHomeCrumb();
  return (
    <Page
      title={t('register:of', { name: municipalityName(code) })}
      lead={t('register:export.lead')}
      crumbs={[home, { to: '/registro', label: t('register:title') }]}
    >
      <ExportRegister code={code} />
      <ButtonRow>
        <LinkButton to={`/registro/${code}/relazione`} look="outline">
          {t('register:links.report')}
        </LinkButton>
        {can('plan:write') && (
          <LinkButton to="/importazioni/nuovo" search={{ municipality: code }} look="outline">
            {t('register:links.import')}
          </LinkButton>
        )}
      </ButtonRow>
    </Page>
  );
}
