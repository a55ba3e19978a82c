import { useMunicipality } from '@/api/municipality';
import { municipalityName, zoneName } from '@/api/reference';
import { useSession } from '@/api/session';
import { formatDay } from '@/lib/dates';
import { t } from '@/lib/i18n';
import { EmptyState } from '@/ui/EmptyState';
import { Page } from '@/ui/Page';
import { type Tile, Tiles } from '@/ui/Tiles';
import { NextSteps } from './NextSteps';
import { Seats } from './Seats';

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
      <NextSteps me={me} />
      <h2 className="h4 mt-5">{t('home:work')}</h2>
      <Tiles items={tiles} />
      <h2 className="h4 mt-5">{t('home:mandates')}</h2>
      {me.mandates.length === 0 && (
        <EmptyState title={t('home:no-mandates.title')} hint={t('home:no-mandates.hint')} />
      )}
      <ul>
        {me.mandates.map(({ role, municipality, zone_id, from, to }) => (
          <li key={[role, municipality, zone_id, from].join()}>
            <strong>{t(`common:role.${role}`)}</strong>
            {municipality && `, ${municipalityName(municipality)}`}
            {Boolean(zone_id) && `, ${zoneName(zone_id!)}`}
            {` ${period(from, to)}`}
          </li>
        ))}
      </ul>
      <Seats />
    </Page>
  );
}

const period = (from: string, to?: string) =>
  to
    ? t('common:from-to', { from: formatDay(from), to: formatDay(to) })
    : t('common:since', { from: formatDay(from) });
