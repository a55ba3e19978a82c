import { api, type Schemas } from '@/api/client';
import { codedName, vocabularies } from '@/api/reference';
import { t } from '@/lib/i18n';
import { formatNumber } from '@/lib/numbers';
import { AppLink } from '@/ui/AppLink';
import { Notice } from '@/ui/Notice';

type Risk = Schemas['Risk'];
type Told = Schemas['RiskRecurrence'];
type Cell = Schemas['Cell'];

/** How common a risk is, in numbers too large to point at anybody; and whether the entry it adopts has moved on. */
export function Recurrence({ risk }: { risk: Risk }) {
  const entry = risk.adopted_id ?? (risk.municipality ? undefined : risk.id);
  const { data } = api.useQuery(
    'get',
    '/risks/{id}/recurrence',
    { params: { path: { id: risk.id } } },
    { enabled: entry !== undefined },
  );
  const changed = (risk.source_version ?? 0) > (risk.adopted_version ?? 0);
  return (
    <>
      {risk.adopted_id && changed && (
        <Notice tone="warning" title={t('risks:source-changed')}>
          <p>
            <AppLink to={`/rischi/${risk.adopted_id}`} search={{ scheda: 'versioni' }}>
              {t('risks:see-source', { code: risk.adopted_code })}
            </AppLink>
          </p>
        </Notice>
      )}
      {data && (
        <Notice title={t('risks:recurrence.title')}>
          <p>{sentence('risks:recurrence.network', data.network)}</p>
          <p>{sentence('risks:recurrence.confirmed', data.confirmed)}</p>
          <Judged told={data} />
          {data.zones.map((zone) => (
            <p key={zone.id}>
              {sentence('risks:recurrence.zone', zone, zone.name)}{' '}
              {!zone.confirmed.suppressed && sentence('risks:recurrence.confirmed', zone.confirmed)}
            </p>
          ))}
        </Notice>
      )}
    </>
  );
}

function Judged({ told: { level, trend, confirmed_zones, measures } }: { told: Told }) {
  return (
    <>
      {level && (
        <p>
          {t('risks:recurrence.level', { level: t(`risks:level.${level}`) })}{' '}
          {trend && t(`risks:recurrence.trend.${trend}`)}
        </p>
      )}
      {confirmed_zones > 0 && <p>{t('risks:recurrence.zones', { count: confirmed_zones })}</p>}
      {measures.length > 0 && (
        <>
          <p>{t('risks:recurrence.measures')}</p>
          <ul>
            {measures.map(({ code, count }) => (
              <li key={code}>
                {t('risks:recurrence.measure', { count, name: codedName(vocabularies().measures, code) })}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

const sentence = (key: string, { count, suppressed }: Cell, zone?: string): string =>
  suppressed ? t(`${key}-few`, { zone }) : t(key, { count, number: formatNumber(count), zone });
