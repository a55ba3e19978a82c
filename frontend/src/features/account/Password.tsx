import { http, orThrow } from '@/api/client';
import { keepToken } from '@/api/token';
import { t } from '@/lib/i18n';
import { useServerForm } from '@/lib/use-server-form';
import { Field } from '@/ui/Field';
import { ServerForm } from '@/ui/ServerForm';
import { toast } from '@/ui/Toast';

type Passwords = { current: string; password: string; again: string };

const EMPTY = { current: '', password: '', again: '' };

/** Changes the password; the other sessions end, this one goes on with a new token. */
export function Password() {
  const labels = {
    current: t('account:password.current'),
    password: t('auth:new.password'),
    again: t('auth:new.again'),
  };
  const { form, message, ...rest } = useServerForm<Passwords>({
    defaults: EMPTY,
    labels,
    save: async ({ current, password }) => {
      keepToken(orThrow(await http.PUT('/me/password', { body: { current, password } })));
      form.reset(EMPTY);
      toast(t('account:password.done'));
    },
  });
  const required = t('ui:required');
  return (
    <div className="narrow">
      <h2 className="h5">{t('account:password.title')}</h2>
      <p>{t('account:password.hint')}</p>
      <ServerForm of={rest} label={t('account:password.title')} send={t('account:password.submit')}>
        <Field
          label={labels.current}
          type="password"
          autoComplete="current-password"
          required
          error={message('current')}
          {...form.register('current', { required })}
        />
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
    </div>
  );
}
