import type { ReactNode } from 'react';
import { chooseMunicipality, useMunicipality } from '@/api/municipality';
import { municipalityName, zoneName } from '@/api/reference';
import { useSession } from '@/api/session';
import { formatDay } from '@/lib/dates';
import { t } from '@/lib/i18n';
import { PlanTiles } from '@/resource/plan';
import { EmptyState } from '@/ui/EmptyState';
import { Select } from '@/ui/Field';
import { Page } from '@/ui/Page';
import { type Tile, Tiles } from '@/ui/Tiles';
import { Board } from './Board';
import { Deadlines } from './Deadlines';
import { NextSteps } from './NextSteps';
import { Seats } from './Seats';

/** Addresses of one kind, under a heading. */
export type Work = { title: string; tiles: Tile[] };

/** Where a person lands: for whom they work, and what they can do now. Who works for several municipalities sees all of them, or one. */
export function HomePage({ work, children }: { work: Work[]; children?: ReactNode }) {
  const { me, can } = useSession();
  const { mine, current, code } = useMunicipality();
  if (!me) return null;
  const several = mine.length > 1;
  return (
    <Page
      title={t('home:hello', { name: me.given_name })}
      lead={current ? t('home:for', { name: current.name }) : t('home:for-all', { count: mine.length })}
    >
      {several && (
        <div className="readable">
          <Select
            label={t('home:board.filter')}
            options={mine.map(({ istat_code, name }) => ({ value: istat_code, label: name }))}
            empty={t('home:board.all')}
            value={code}
            onChange={(event) => chooseMunicipality(event.target.value)}
          />
        </div>
      )}
      {several && !code ? (
        <>
          <Board />
          <NextSteps me={me} others />
        </>
      ) : (
        <>
          <NextSteps me={me} />
          {code && can('plan:read') && <PlanTiles code={code} />}
        </>
      )}
      <Deadlines />
      {children}
      {work.map(({ title, tiles }) => (
        <section key={title}>
          <h2 className="h4 mt-5">{title}</h2>
          <Tiles items={tiles} />
        </section>
      ))}
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
