import { useMunicipality } from '@/api/municipality';
import { useSession } from '@/api/session';
import { formatDate } from '@/lib/dates';
import { t, tOr } from '@/lib/i18n';
import { EmptyState } from '@/ui/EmptyState';
import { Page } from '@/ui/Page';
import { type Tile, Tiles } from '@/ui/Tiles';

/** Where a person lands: for whom they work, and what they can do now. */
export function HomePage({ tiles }: { tiles: Tile[] }) {
  const { me } = useSession();
  const { mine, current } = useMunicipality();
  if (!me) return null;
  return (
    <Page
      title={t('home:hello', { name: me.given_name })}
      lead={current ? t('home:for', { name: current.name }) : t('home:for-all', { count: mine.length })}
    >
      <h2 className="h4">{t('home:work')}</h2>
      <Tiles items={tiles} />
      <h2 className="h4 mt-5">{t('home:mandates')}</h2>
      {me.mandates.length === 0 && (
        <EmptyState title={t('home:no-mandates.title')} hint={t('home:no-mandates.hint')} />
      )}
      <ul>
        {me.mandates.map(({ role, municipality, zone, from, to }) => (
          <li key={[role, municipality, zone, from].join()}>
            <strong>{tOr(`common:role.${role}`, role)}</strong>
            {where(mine, municipality, zone)}
            {from && ` ${t('home:since', { day: formatDate(from) })}`}
            {to && ` ${t('home:until', { day: formatDate(to) })}`}
          </li>
        ))}
      </ul>
    </Page>
  );
}

function where(mine: { istat_code: string; name: string }[], municipality?: string, zone?: string): string {
  if (municipality) return `, ${mine.find((one) => one.istat_code === municipality)?.name ?? municipality}`;
  return zone ? `, ${zone}` : '';
}
