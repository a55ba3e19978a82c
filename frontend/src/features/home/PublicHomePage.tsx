import { useSession } from '@/api/session';
import { t } from '@/lib/i18n';
import { LinkButton } from '@/ui/Button';
import { Page } from '@/ui/Page';

export function PublicHomePage() {
  const { me } = useSession();
  return (
    <Page
      title={t('ui:site')}
      tab={t('home:public.tab')}
      lead={t('home:public.lead')}
      actions={
        <LinkButton to={me ? '/home' : '/accedi'}>
          {t(me ? 'home:public.enter' : 'ui:account.sign-in-long')}
        </LinkButton>
      }
    >
      <p className="readable">{t('home:public.text')}</p>
    </Page>
  );
}
