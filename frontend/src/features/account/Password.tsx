import { http, orThrow } from '@/api/client';
import { keepToken } from '@/api/token';
import { t } from '@/lib/i18n';
import { useServerForm } from '@/lib/use-server-form';
import { Button } from '@/ui/Button';
import { Field } from '@/ui/Field';
import { Form } from '@/ui/Form';
import { ProblemAlert } from '@/ui/ProblemAlert';
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
  const { form, submit, busy, attempt, summary, problem, message } = useServerForm<Passwords>({
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
      <Form
        label={t('account:password.title')}
        onSubmit={submit}
        errors={summary}
        attempt={attempt}
        actions={
          <Button type="submit" busy={busy}>
            {t('account:password.submit')}
          </Button>
        }
      >
        <ProblemAlert problem={problem} />
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
      </Form>
    </div>
  );
}
