import { logIn } from '@/api/session';
import { t } from '@/lib/i18n';
import { useServerForm } from '@/lib/use-server-form';
import { AppLink } from '@/ui/AppLink';
import { Button } from '@/ui/Button';
import { Field } from '@/ui/Field';
import { Form } from '@/ui/Form';
import { ProblemAlert } from '@/ui/ProblemAlert';

type Credentials = { email: string; password: string };

export function LoginForm({ done }: { done: () => void }) {
  const labels = { email: t('auth:email'), password: t('auth:password') };
  const { form, submit, busy, attempt, summary, problem, message } = useServerForm<Credentials>({
    defaults: { email: '', password: '' },
    labels,
    save: ({ email, password }) => logIn(email.trim(), password).then(done),
  });
  const required = { required: t('ui:required') };
  return (
    <Form
      label={t('auth:login.title')}
      onSubmit={submit}
      errors={summary}
      attempt={attempt}
      actions={
        <>
          <Button type="submit" busy={busy}>
            {t('auth:login.submit')}
          </Button>
          <AppLink to="/recupera-password">{t('auth:login.forgot')}</AppLink>
        </>
      }
    >
      <ProblemAlert problem={problem} />
      <Field
        label={labels.email}
        type="email"
        autoComplete="username"
        required
        error={message('email')}
        {...form.register('email', required)}
      />
      <Field
        label={labels.password}
        type="password"
        autoComplete="current-password"
        required
        error={message('password')}
        {...form.register('password', required)}
      />
    </Form>
  );
}
