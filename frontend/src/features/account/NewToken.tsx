import { Controller } from 'react-hook-form';
import { http, orThrow } from '@/api/client';
import { refetchAll } from '@/api/query-client';
import { useSession } from '@/api/session';
import { t } from '@/lib/i18n';
import { useServerForm } from '@/lib/use-server-form';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { Field } from '@/ui/Field';
import { MultiSelect } from '@/ui/MultiSelect';
import { ServerForm } from '@/ui/ServerForm';
import { scopeText } from './scope';

type Values = { name: string; scopes: string[]; expires_on: string };

export function NewToken({ done, close }: { done: (token: string) => void; close: () => void }) {
  const { me } = useSession();
  const labels = {
    name: t('account:tokens.name'),
    scopes: t('account:tokens.scopes'),
    expires_on: t('account:tokens.expires'),
  };
  const { form, message, ...rest } = useServerForm<Values>({
    defaults: { name: '', scopes: [], expires_on: '' },
    labels,
    save: async (body) => {
      const { secret = '' } = orThrow(await http.POST('/me/tokens', { body }));
      await refetchAll();
      done(secret);
    },
  });
  const required = t('ui:required');
  return (
    <Dialog
      title={t('account:tokens.new')}
      onClose={close}
      actions={
        <Button look="outline" onClick={close}>
          {t('ui:cancel')}
        </Button>
      }
    >
      <ServerForm of={rest} label={t('account:tokens.new')} send={t('account:tokens.create')}>
        <Field
          label={labels.name}
          help={t('account:tokens.name-help')}
          maxLength={80}
          required
          error={message('name')}
          {...form.register('name', { required })}
        />
        <Controller
          name="scopes"
          control={form.control}
          rules={{ validate: (value) => value.length > 0 || required }}
          render={({ field }) => (
            <MultiSelect
              label={labels.scopes}
              name="scopes"
              required
              error={message('scopes')}
              options={(me?.permissions ?? []).map((scope) => ({ value: scope, label: scopeText(scope) }))}
              value={field.value}
              onChange={field.onChange}
            />
          )}
        />
        <Field
          label={labels.expires_on}
          type="date"
          required
          error={message('expires_on')}
          {...form.register('expires_on', { required })}
        />
      </ServerForm>
    </Dialog>
  );
}
