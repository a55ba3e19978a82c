import { useNavigate, useSearch } from '@tanstack/react-router';
import { api, type Schemas } from '@/api/client';
import { useSession } from '@/api/session';
import { actText } from '@/lib/acts';
import { formatDay, isDate, today } from '@/lib/dates';
import { t } from '@/lib/i18n';
import { first, type Search } from '@/lib/url-state';
import { useHomeCrumb } from '@/resource/crumbs';
import { AppLink } from '@/ui/AppLink';
import { LinkButton } from '@/ui/Button';
import { DataTable } from '@/ui/DataTable';
import { EmptyState } from '@/ui/EmptyState';
import { Field } from '@/ui/Field';
import { Loading } from '@/ui/Loading';
import { OrgChart, type OrgNode } from '@/ui/OrgChart';
import { Page } from '@/ui/Page';
import { PrintButton } from '@/ui/PrintButton';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { Tabs } from '@/ui/Tabs';
import { memberKey, roleOf, Who, when } from './people';

type Group = Schemas['OrganisationGroup'];
type Member = Schemas['OrganisationMember'];

export const CHART = 'grafico';
export const LIST = 'elenco';
export const REGISTER = 'gruppi';
const PATH = '/organigramma';

/** The organigramma on a day, drawn or as a list. */
export function ChartPage({ view }: { view: string }) {
  const { can } = useSession();
  const navigate = useNavigate();
  const asked = first((useSearch({ strict: false }) as Search).giorno);
  const on = isDate(asked) ? asked : today();
  const { data, error, refetch } = api.useQuery('get', '/organisation', { params: { query: { on } } });
  const go = (giorno: string) =>
    navigate({ to: PATH as '/', search: { ...searchOf(view), giorno } as never, replace: true });
  return (
    <Page
      title={t('organisation:title')}
      lead={t('organisation:intro')}
      crumbs={[useHomeCrumb()]}
      actions={
        <>
          {can('organisation:write') && (
            <LinkButton to={`${PATH}/nuovo`} icon="it-plus">
              {t('organisation:new')}
            </LinkButton>
          )}
          <PrintButton />
        </>
      }
    >
      <Views view={view} giorno={asked} />
      <div className="tools">
        <Field
          label={t('organisation:on')}
          type="date"
          name="giorno"
          value={on}
          onChange={(event) => event.target.value && go(event.target.value)}
        />
      </div>
      <h2 className="h4">{t('organisation:as-of', { day: formatDay(on) })}</h2>
      {!can('organisation:read') && <p className="readable">{t('organisation:offices-only')}</p>}
      <ProblemAlert problem={error} retry={() => refetch()} />
      {!data && !error && <Loading />}
      {data && data.groups.length === 0 && (
        <EmptyState title={t('organisation:empty.title')} hint={t('organisation:empty.hint')} />
      )}
      {data && data.groups.length > 0 && view === CHART && (
        <OrgChart label={t('organisation:title')} nodes={treeOf(data.groups)} />
      )}
      {data && data.groups.length > 0 && view === LIST && <Seats groups={data.groups} />}
    </Page>
  );
}

const searchOf = (view: string): Search => (view === CHART ? {} : { vista: view });

/** The ways to look at it, one address each. */
export const Views = ({ view, giorno }: { view: string; giorno?: string }) => (
  <Tabs
    label={t('organisation:views')}
    tabs={[CHART, LIST, REGISTER].map((id) => ({
      id,
      label: t(`organisation:view.${id}`),
      to: PATH,
      search: { ...searchOf(id), giorno: id === REGISTER ? undefined : giorno },
      current: id === view,
    }))}
  />
);

/** What the name does not say already. */
function kindOf({ kind, name }: Group): string | undefined {
  const words = t(`organisation:value.kind.${kind}`);
  return words === name ? undefined : words;
}

function treeOf(groups: Group[], parent?: number): OrgNode[] {
  return groups
    .filter(({ parent_id }) => parent_id === parent)
    .map((group) => ({
      key: String(group.id),
      kind: kindOf(group),
      title: <AppLink to={`${PATH}/${group.id}`}>{group.name}</AppLink>,
      text: group.purpose,
      aside: group.kind === 'invited',
      members: group.members.map((member, index) => ({
        key: memberKey(member, index),
        role: roleOf(member),
        who: <Who member={member} />,
      })),
      below: treeOf(groups, group.id),
    }));
}

/** One line a seat: the same as the chart, for who prefers a table. */
function Seats({ groups }: { groups: Group[] }) {
  const { can } = useSession();
  const none: Partial<Member> = {};
  const rows = groups.flatMap((group) =>
    (group.members.length > 0 ? group.members : [none]).map((member, index) => ({ group, member, index })),
  );
  const known = can('organisation:read')
    ? [
        { name: 'when', label: t('organisation:members.when'), show: ({ member }: Line) => when(member) },
        { name: 'act', label: t('organisation:members.act'), show: ({ member }: Line) => actText(member) },
      ]
    : [];
  return (
    <DataTable
      caption={t('organisation:title')}
      rows={rows}
      keyOf={({ group, member, index }) => [group.id, member.id, member.zone_id, index].join()}
      columns={[
        {
          name: 'group',
          label: t('organisation:one'),
          show: ({ group }) => <AppLink to={`${PATH}/${group.id}`}>{group.name}</AppLink>,
        },
        {
          name: 'role',
          label: t('organisation:members.role'),
          show: ({ member }: Line) =>
            member.role ? roleOf(member as Member) : t('organisation:members.none'),
        },
        {
          name: 'who',
          label: t('organisation:members.who'),
          show: ({ member }: Line) => (member.role ? <Who member={member as Member} /> : ''),
        },
        ...known,
      ]}
    />
  );
}

type Line = { group: Group; member: Partial<Member>; index: number };
