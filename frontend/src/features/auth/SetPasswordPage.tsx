import { useState } from 'react';
import { http, orThrow } from '@/api/client';
import { t } from '@/lib/i18n';
import { useServerForm } from '@/lib/use-server-form';
import { LinkButton } from '@/ui/Button';
import { Field } from '@/ui/Field';
import { Notice } from '@/ui/Notice';
import { Page } from '@/ui/Page';
import { ServerForm } from '@/ui/ServerForm';

type Passwords = { password: string; again: string };

// The token travels in the fragment: it is never sent in a URL, nor written in a log.
const tokenOf = (fragment: string) =>
  new URLSearchParams(fragment.replace(/^#/, '')).get('token') ?? fragment.replace(/^#/, '');

/** The end of an invitation link and of a reset link. */
export function SetPasswordPage() {
  const [token] = useState(() => tokenOf(location.hash));
  const [done, setDone] = useState(false);
  const labels = { password: t('auth:new.password'), again: t('auth:new.again') };
  const { form, message, ...rest } = useServerForm<Passwords>({
    defaults: { password: '', again: '' },
    labels,
    save: async ({ password }) => {
      orThrow(await http.POST('/auth/password', { body: { token, password } }));
      setDone(true);
    },
  });
  const required = t('ui:required');
  return (
    <Page
      title={t('auth:new.title')}
      lead={t('auth:new.lead')}
      crumbs={[{ to: '/accedi', label: t('auth:login.title') }]}
    >
      <div className="narrow">
        {!token && (
          <Notice tone="warning" title={t('auth:new.no-token')}>
            <p>
              <LinkButton look="outline" to="/recupera-password">
                {t('auth:new.ask-again')}
              </LinkButton>
            </p>
          </Notice>
        )}
        {done && (
          <Notice tone="success" role="status" title={t('auth:new.done')}>
            <p>
              <LinkButton to="/accedi">{t('auth:login.submit')}</LinkButton>
            </p>
          </Notice>
        )}
        {token && !done && (
          <ServerForm of={rest} label={t('auth:new.title')} send={t('auth:new.submit')}>
            <Field
              label={labels.password}
              help={t('auth:new.help')}
              type="password"
              autoComplete="new-password"
              required
              error={message('password')}
              {...form.register('password', { required })}
            />
            <Field
              label={labels.again}
              type="password"
              autoComplete="new-password"
              required
              error={message('again')}
              {...form.register('again', {
                required,
                validate: (again, { password }) => again === password || t('auth:new.different'),
              })}
            />
          </ServerForm>
        )}
      </div>
    </Page>
  );
}
