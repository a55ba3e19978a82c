import { logIn } from '@/api/session';
import { t } from '@/lib/i18n';
import { useServerForm } from '@/lib/use-server-form';
import { AppLink } from '@/ui/AppLink';
import { Field } from '@/ui/Field';
import { ServerForm } from '@/ui/ServerForm';

type Credentials = { email: string; password: string };

export function LoginForm({ done }: { done: () => void }) {
  const labels = { email: t('auth:email'), password: t('auth:password') };
  const { form, message, ...rest } = useServerForm<Credentials>({
    defaults: { email: '', password: '' },
    labels,
    save: ({ email, password }) => logIn(email.trim(), password).then(done),
  });
  const required = { required: t('ui:required') };
  return (
    <ServerForm
      of={rest}
      label={t('auth:login.title')}
      send={t('auth:login.submit')}
      beside={<AppLink to="/recupera-password">{t('auth:login.forgot')}</AppLink>}
    >
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
    </ServerForm>
  );
}
