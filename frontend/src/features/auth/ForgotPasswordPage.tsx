import { useState } from 'react';
import { http, orThrow } from '@/api/client';
import { t } from '@/lib/i18n';
import { useServerForm } from '@/lib/use-server-form';
import { AppLink } from '@/ui/AppLink';
import { Field } from '@/ui/Field';
import { Notice } from '@/ui/Notice';
import { Page } from '@/ui/Page';
import { ServerForm } from '@/ui/ServerForm';

export function ForgotPasswordPage() {
  const [sent, setSent] = useState(false);
  const labels = { email: t('auth:email') };
  const { form, message, ...rest } = useServerForm<{ email: string }>({
    defaults: { email: '' },
    labels,
    save: async ({ email }) => {
      orThrow(await http.POST('/auth/password-reset', { body: { email: email.trim() } }));
      setSent(true);
    },
  });
  return (
    <Page
      title={t('auth:forgot.title')}
      lead={t('auth:forgot.lead')}
      crumbs={[{ to: '/accedi', label: t('auth:login.title') }]}
    >
      <div className="narrow">
        {sent ? (
          <Notice tone="success" role="status" title={t('auth:forgot.sent')}>
            <p>{t('auth:forgot.sent-hint')}</p>
          </Notice>
        ) : (
          <ServerForm of={rest} label={t('auth:forgot.title')} send={t('auth:forgot.submit')}>
            <Field
              label={labels.email}
              type="email"
              autoComplete="username"
              required
              error={message('email')}
              {...form.register('email', { required: t('ui:required') })}
            />
          </ServerForm>
        )}
        <p>
          <AppLink to="/accedi">{t('auth:forgot.back')}</AppLink>
        </p>
      </div>
    </Page>
  );
}
