import { useSearch } from '@tanstack/react-router';
import { useSession } from '@/api/session';
import { t } from '@/lib/i18n';
import { Details } from '@/ui/Details';
import { Page } from '@/ui/Page';
import { Tabs } from '@/ui/Tabs';
import { Password } from './Password';
import { Sessions } from './Sessions';
import { Tokens } from './Tokens';

const parts = ['dati', 'sessioni', 'token'] as const;

export function ProfilePage() {
  const { me } = useSession();
  const { scheda } = useSearch({ strict: false }) as { scheda?: string };
  const part = parts.find((one) => one === scheda) ?? 'dati';
  if (!me) return null;
  return (
    <Page title={t('account:title')} crumbs={[{ to: '/home', label: t('common:home') }]}>
      <Tabs
        label={t('account:parts')}
        tabs={parts.map((id) => ({
          id,
          to: '/profilo',
          label: t(`account:tab.${id}`),
          search: id === 'dati' ? {} : { scheda: id },
          current: id === part,
        }))}
      />
      {part === 'dati' && (
        <>
          <Details
            items={[
              { name: 'name', label: t('account:name'), value: `${me.given_name} ${me.family_name}` },
              { name: 'email', label: t('auth:email'), value: me.email },
              {
                name: 'municipalities',
                label: t('account:municipalities'),
                value: me.municipalities.map((one) => one.name).join(', '),
              },
            ]}
          />
          <Password />
        </>
      )}
      {part === 'sessioni' && <Sessions />}
      {part === 'token' && <Tokens />}
    </Page>
  );
}
