import { t } from '@/lib/i18n';

export type HistoryEntry = {
  key: string;
  when: string;
  who: string;
  what: string;
  changes: { field: string; label: string; before: string; after: string }[];
};

/** Who did what and when, newest first, field by field. */
export function History({ entries }: { entries: HistoryEntry[] }) {
  return (
    <ol className="history">
      {entries.map(({ key, when, who, what, changes }) => (
        <li key={key}>
          <h3>{what}</h3>
          <p>{t('ui:history.by', { who, when })}</p>
          {changes.length > 0 && (
            <table className="changes">
              <caption>{t('ui:history.changes', { what, when })}</caption>
              <thead>
                <tr>
                  <th scope="col">{t('ui:history.field')}</th>
                  <th scope="col">{t('ui:history.before')}</th>
                  <th scope="col">{t('ui:history.after')}</th>
                </tr>
              </thead>
              <tbody>
                {changes.map(({ field, label, before, after }) => (
                  <tr key={field}>
                    <th scope="row">{label}</th>
                    <td>{before ? <del>{before}</del> : t('ui:empty-value')}</td>
                    <td>{after ? <ins>{after}</ins> : t('ui:empty-value')}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </li>
      ))}
    </ol>
  );
}
