import { api } from '@/api/client';
import { formatDay } from '@/lib/dates';
import { t } from '@/lib/i18n';
import { adhesionText } from '@/resource/adhesion';
import { AppLink } from '@/ui/AppLink';
import { Notice } from '@/ui/Notice';

const ns = 'adhesions';

/** What an annulment undoes: the last step that counts, and what came with it. */
export function Undone({ municipality }: { municipality: string }) {
  const { data } = api.useQuery('get', '/adhesions/{istat_code}/steps', {
    params: { path: { istat_code: municipality } },
  });
  const last = data?.items.find(({ annulled, action }) => !annulled && action !== 'annulment');
  if (!last) return null;
  return (
    <Notice
      title={t(`${ns}:undo.step`, { step: t(`${ns}:step.${last.action}.name`), day: formatDay(last.on) })}
    >
      <p>{t(`${ns}:undo.back`, { state: adhesionText(last.from) })}</p>
      {last.action === 'signature' && <p>{t(`${ns}:undo.signature`)}</p>}
      {last.renewed_to && <p>{t(`${ns}:undo.renewal`)}</p>}
      {last.action === 'designation' && <p>{t(`${ns}:undo.mandates`, { count: last.mandates })}</p>}
      {last.action === 'designation' && last.mandates === 0 && (
        <p>
          <AppLink to={`/comuni/${municipality}`} search={{ scheda: 'incarichi' }}>
            {t(`${ns}:undo.officers`)}
          </AppLink>
        </p>
      )}
    </Notice>
  );
}
