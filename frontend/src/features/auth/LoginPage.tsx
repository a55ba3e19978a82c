import { Navigate, useRouter, useSearch } from '@tanstack/react-router';
import { useSession } from '@/api/session';
import { t } from '@/lib/i18n';
import { Loading } from '@/ui/Loading';
import { Page } from '@/ui/Page';
import { LoginForm } from './LoginForm';
import { ownPath } from './own-path';

export function LoginPage() {
  const { dopo } = useSearch({ from: '/accedi' });
  const { history } = useRouter();
  const { me, isPending } = useSession();
  if (me) return <Navigate to={ownPath(dopo) as '/'} replace />;
  return (
    <Page
      title={t('auth:login.title')}
      lead={t('auth:login.lead')}
      crumbs={[{ to: '/', label: t('app:nav.network') }]}
    >
      <div className="narrow">
        {isPending ? <Loading /> : <LoginForm done={() => history.replace(ownPath(dopo))} />}
        <p>{t('auth:login.no-account')}</p>
      </div>
    </Page>
  );
}
