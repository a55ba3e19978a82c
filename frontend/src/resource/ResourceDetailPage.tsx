import { useQuery } from '@tanstack/react-query';
import { useParams, useSearch } from '@tanstack/react-router';
import { useSession } from '@/api/session';
import { formatInstant } from '@/lib/dates';
import { t } from '@/lib/i18n';
import { first } from '@/lib/url-state';
import { Details } from '@/ui/Details';
import { Loading } from '@/ui/Loading';
import { Notice } from '@/ui/Notice';
import { Page } from '@/ui/Page';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { Tabs } from '@/ui/Tabs';
import { Actions } from './Actions';
import { useCrumbs } from './crumbs';
import type { AnyDefinition, DetailDef } from './definition';
import { RowHistory } from './RowHistory';
import type { AnyRow } from './resource';
import { fieldLabel, valueText } from './words';

const DATA = 'dati';
const HISTORY = 'storia';

/** One row: its values, what the person may do with it, who did what before. */
export function ResourceDetailPage({ def }: { def: AnyDefinition }) {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const tab = first((useSearch({ strict: false }) as { scheda?: string }).scheda) ?? DATA;
  const { can } = useSession();
  const crumbs = useCrumbs(def);
  const { data, error, refetch } = useQuery(def.resource.item(id));
  if (!data) {
    return (
      <Page title={t(`${def.ns}:one`)} crumbs={crumbs}>
        {error ? <ProblemAlert problem={error} retry={() => refetch()} /> : <Loading />}
      </Page>
    );
  }
  const { row, etag } = data;
  const path = `${def.path}/${id}`;
  const extra = (def.tabs ?? []).filter((one) => one.when?.(row) ?? true);
  const shown = [
    DATA,
    ...extra.map((one) => one.id),
    ...(can('history:read') && !def.unhistoried ? [HISTORY] : []),
  ];
  const tabs = shown.map((one) => ({
    id: one,
    label: [DATA, HISTORY].includes(one) ? t(`common:tab.${one}`) : t(`${def.ns}:tab.${one}`),
    to: path,
    search: one === DATA ? {} : { scheda: one },
    current: one === tab,
  }));
  return (
    <Page
      title={def.title(row)}
      crumbs={crumbs}
      badge={def.badge?.(row)}
      actions={<Actions def={def} id={id} row={row} etag={etag} />}
    >
      {row.archived_at && (
        <Notice tone="warning" title={t('common:archived', { when: formatInstant(row.archived_at) })}>
          {row.archive_reason && <p>{row.archive_reason}</p>}
        </Notice>
      )}
      {tabs.length > 1 && <Tabs label={t('common:tab.label')} tabs={tabs} />}
      {tab === HISTORY ? <RowHistory def={def} id={id} /> : null}
      {tab === DATA ? <Sections def={def} row={row} /> : null}
      {tab === DATA ? def.after?.(row) : null}
      {extra.find((one) => one.id === tab)?.show(row)}
    </Page>
  );
}

function Sections({ def, row }: { def: AnyDefinition; row: AnyRow }) {
  const value = ({ name, show }: DetailDef<AnyRow>) =>
    show ? show(row) : valueText(def, name, (row as Record<string, unknown>)[name]);
  return def.sections.map(({ id, fields }) => (
    <Details
      key={id}
      title={id && t(`${def.ns}:section.${id}`)}
      items={fields
        .map((field) => ({ ...field, label: fieldLabel(def, field.name), value: value(field) }))
        .filter((field) => !field.maybe || field.value)}
    />
  ));
}
