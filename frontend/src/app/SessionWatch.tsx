import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState } from 'react';
import { forget } from '@/api/session';
import { onExpired, onSignedOutElsewhere } from '@/api/token';
import { t, withTexts } from '@/lib/i18n';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { Loading } from '@/ui/Loading';

const LoginForm = lazy(
  withTexts(['auth'], () => import('@/features/auth').then((auth) => ({ default: auth.LoginForm }))),
);

/** A session that ends in the middle of some work asks to sign in again over the page, which keeps what was written. */
export function SessionWatch() {
  const [expired, setExpired] = useState(false);
  const navigate = useNavigate();
  useEffect(() => onExpired(() => setExpired(true)), []);
  useEffect(
    () =>
      onSignedOutElsewhere(() => {
        forget();
        navigate({ to: '/accedi' });
      }),
    [navigate],
  );
  if (!expired) return null;
  const leave = () => {
    setExpired(false);
    forget();
    navigate({ to: '/accedi' });
  };
  return (
    <Dialog
      title={t('problem:session-expired.title')}
      onClose={leave}
      actions={
        <Button look="outline" onClick={leave}>
          {t('app:session.leave')}
        </Button>
      }
    >
      <p>{t('problem:session-expired.detail')}</p>
      <Suspense fallback={<Loading />}>
        <LoginForm done={() => setExpired(false)} />
      </Suspense>
    </Dialog>
  );
}
