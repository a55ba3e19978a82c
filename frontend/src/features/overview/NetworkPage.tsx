import { api, type Schemas } from '@/api/client';
import { useMunicipality } from '@/api/municipality';
import { codedName, vocabularies } from '@/api/reference';
import { useSession } from '@/api/session';
import { formatInstant } from '@/lib/dates';
import { t } from '@/lib/i18n';
import { formatNumber } from '@/lib/numbers';
import { first } from '@/lib/url-state';
import { useHomeCrumb } from '@/resource/crumbs';
import { AppLink } from '@/ui/AppLink';
import { EmptyState } from '@/ui/EmptyState';
import { Select } from '@/ui/Field';
import { Loading } from '@/ui/Loading';
import { Page } from '@/ui/Page';
import { PrintButton } from '@/ui/PrintButton';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { Stats } from '@/ui/Stats';
import { DividedTable } from './Divided';
import { EditionFields } from './EditionFields';
import { useEdition } from './edition';

type Overview = Schemas['NetworkOverview'];
type Subject = Schemas['OverviewSubject'];

const isStep = (data: Overview, { code }: Subject) => data.steps.some((step) => step.code === code);
const nameOf = (data: Overview, subject: Subject) =>
  isStep(data, subject)
    ? t(`overview:value.step.${subject.code}`)
    : codedName(vocabularies().risk_areas, subject.code);

/** The network in figures: by area, by step, by zone. */
export function NetworkPage() {
  const { edition, search, choose } = useEdition();
  const { data, error } = api.useQuery('get', '/network/overview', { params: { query: edition } });
  const { can } = useSession();
  const { mine } = useMunicipality();
  return (
    <Page
      title={t('overview:title')}
      lead={t(data?.live ? 'overview:lead-live' : 'overview:lead')}
      actions={<PrintButton />}
      crumbs={[useHomeCrumb()]}
    >
      {can('plan:read') && mine.length > 0 && (
        <ul className="d-print-none">
          {mine.map(({ istat_code, name }) => (
            <li key={istat_code}>
              <AppLink to={`/quadro/${istat_code}`}>{t('overview:own', { name })}</AppLink>
            </li>
          ))}
        </ul>
      )}
      <ProblemAlert problem={error} />
      {!data && !error && <Loading />}
      {data && (
        <>
          <EditionFields {...data} choose={choose} />
          {data.areas.length === 0 ? (
            <EmptyState title={t('overview:none.title')} hint={t('overview:none.hint')} />
          ) : (
            <Figures data={data} subject={first(search.argomento)} choose={choose} />
          )}
        </>
      )}
    </Page>
  );
}

type FiguresProps = { data: Overview; subject?: string; choose: ReturnType<typeof useEdition>['choose'] };

function Figures({ data, subject, choose }: FiguresProps) {
  const all = [...data.steps, ...data.areas];
  const chosen = all.find(({ code }) => code === subject) ?? data.areas[0]!;
  const latest = all
    .flatMap(({ published_at }) => published_at ?? [])
    .sort()
    .at(-1);
  const hides = all.some(({ network, zones }) =>
    [network, ...zones.map(({ cells }) => cells)].flat().some((cell) => cell.suppressed),
  );
  return (
    <>
      <Stats items={[{ label: t('overview:members'), value: formatNumber(data.members) }]} />
      {latest && <p>{t('overview:published', { day: formatInstant(latest) })}</p>}
      {hides && <p className="readable">{t('overview:hidden')}</p>}
      <h2 className="h4 mt-5">{t('overview:steps.title')}</h2>
      <DividedTable
        caption={t('overview:steps.title')}
        head={t('overview:steps.step')}
        values="done"
        rows={data.steps.map((step) => ({
          key: step.code,
          label: nameOf(data, step),
          members: data.members,
          cells: step.network,
        }))}
      />
      <h2 className="h4 mt-5">{t('overview:areas.title')}</h2>
      <p className="readable">{t('overview:areas.lead')}</p>
      <DividedTable
        caption={t('overview:areas.title')}
        head={t('overview:areas.area')}
        values="level"
        rows={data.areas.map((area) => ({
          key: area.code,
          label: nameOf(data, area),
          members: data.members,
          cells: area.network,
        }))}
      />
      <h2 className="h4 mt-5">{t('overview:zones.title')}</h2>
      <div className="form-grid d-print-none">
        <Select
          label={t('overview:zones.choose')}
          options={all.map((one) => ({ value: one.code, label: nameOf(data, one) }))}
          value={chosen.code}
          onChange={(event) => choose({ argomento: event.target.value })}
        />
      </div>
      <DividedTable
        caption={`${t('overview:zones.title')}: ${nameOf(data, chosen)}`}
        head={t('overview:zones.zone')}
        values={isStep(data, chosen) ? 'done' : 'level'}
        members
        rows={chosen.zones.map((zone) => ({
          key: String(zone.id),
          label: zone.id ? zone.name : t('overview:zones.outside'),
          link: zone.id ? <AppLink to={`/zone/${zone.id}`}>{zone.name}</AppLink> : undefined,
          members: zone.members,
          cells: zone.cells,
        }))}
      />
    </>
  );
}
