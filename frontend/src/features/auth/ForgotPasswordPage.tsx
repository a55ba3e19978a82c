import { useState } from 'react';
import { http, orThrow } from '@/api/client';
import { t } from '@/lib/i18n';
import { useServerForm } from '@/lib/use-server-form';
import { AppLink } from '@/ui/AppLink';
import { Button } from '@/ui/Button';
import { Field } from '@/ui/Field';
import { Form } from '@/ui/Form';
import { Notice } from '@/ui/Notice';
import { Page } from '@/ui/Page';
import { ProblemAlert } from '@/ui/ProblemAlert';

export function ForgotPasswordPage() {
  const [sent, setSent] = useState(false);
  const labels = { email: t('auth:email') };
  const { form, submit, busy, attempt, summary, problem, message } = useServerForm<{ email: string }>({
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
          <Form
            label={t('auth:forgot.title')}
            onSubmit={submit}
            errors={summary}
            attempt={attempt}
            actions={
              <Button type="submit" busy={busy}>
                {t('auth:forgot.submit')}
              </Button>
            }
          >
            <ProblemAlert problem={problem} />
            <Field
              label={labels.email}
              type="email"
              autoComplete="username"
              required
              error={message('email')}
              {...form.register('email', { required: t('ui:required') })}
            />
          </Form>
        )}
        <p>
          <AppLink to="/accedi">{t('auth:forgot.back')}</AppLink>
        </p>
      </div>
    </Page>
  );
}
