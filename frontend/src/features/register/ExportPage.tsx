import { useParams } from '@tanstack/react-router';
import { municipalityName } from '@/api/reference';
import { useSession } from '@/api/session';
import { t } from '@/lib/i18n';
import { ButtonRow, LinkButton } from '@/ui/Button';
import { Page } from '@/ui/Page';
import { useRegisterCrumbs } from './crumbs';
import { ExportRegister } from './ExportRegister';

/** The register of a municipality to take away. */
export function ExportPage() {
  const { id: code = '' } = useParams({ strict: false }) as { id?: string };
  const { can } = useSession();
  const name = municipalityName(code);
  return (
    <Page
      title={t('register:export.of', { name })}
      lead={t('register:export.lead')}
      crumbs={useRegisterCrumbs(code)}
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
