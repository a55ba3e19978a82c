import { api, type Schemas } from '@/api/client';
import { t } from '@/lib/i18n';
import { formatNumber } from '@/lib/numbers';
import { AppLink } from '@/ui/AppLink';
import { Notice } from '@/ui/Notice';

type Risk = Schemas['Risk'];
type Cell = { count: number; suppressed: boolean };

/** How common a risk is, in numbers too large to point at anybody; and whether the entry it adopts has moved on. */
export function Recurrence({ risk }: { risk: Risk }) {
  const entry = risk.adopted_id ?? (risk.municipality ? undefined : risk.id);
  const { data } = api.useQuery(
    'get',
    '/risks/{id}/recurrence',
    { params: { path: { id: risk.id } } },
    { enabled: entry !== undefined },
  );
  const changed = (risk.source_version ?? 0) > (risk.adopted_version ?? Number.POSITIVE_INFINITY);
  return (
    <>
      {changed && (
        <Notice tone="warning" title={t('risks:source-changed')}>
          <p>
            <AppLink to={`/rischi/${risk.adopted_id}`}>
              {t('risks:see-source', { code: risk.adopted_code })}
            </AppLink>
          </p>
        </Notice>
      )}
      {data && (
        <Notice title={t('risks:recurrence.title')}>
          <p>{sentence('risks:recurrence.network', data.network)}</p>
          {data.zones.map((zone) => (
            <p key={zone.id}>{sentence('risks:recurrence.zone', zone, zone.name)}</p>
          ))}
        </Notice>
      )}
    </>
  );
}

const sentence = (key: string, { count, suppressed }: Cell, zone?: string): string =>
  suppressed ? t(`${key}-few`, { zone }) : t(key, { count, number: formatNumber(count), zone });
