import { useState } from 'react';
import { api, type Schemas } from '@/api/client';
import { formatDay, today } from '@/lib/dates';
import { t } from '@/lib/i18n';
import { formatNumber } from '@/lib/numbers';
import { DataTable } from '@/ui/DataTable';
import { Field } from '@/ui/Field';
import { Fold } from '@/ui/Fold';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';

/** Who was in which zone of a set on a day. */
export function Composition({ id }: { id: number }) {
  const [on, setOn] = useState(today());
  const params = { path: { id }, query: { on } };
  const { data, error } = api.useQuery(
    'get',
    '/zone-sets/{id}/composition',
    { params },
    { enabled: on !== '' },
  );
  return (
    <section>
      <h2 className="h5">{t('zone-sets:composition.title')}</h2>
      <On value={on} onChange={setOn} />
      <ProblemAlert problem={error} fields />
      {!data && !error && <Loading />}
      {data && <p>{t(`zone-sets:composition.${data.operational ? 'operational' : 'not-operational'}`)}</p>}
      {data && <Report report={data} />}
    </section>
  );
}

/** The network by the zones that were operational on a day. */
export function NetworkOn() {
  const [on, setOn] = useState(today());
  const { data, error } = api.useQuery(
    'get',
    '/zone-report',
    { params: { query: { on } } },
    { enabled: on !== '' },
  );
  return (
    <Fold title={t('zone-sets:composition.report')}>
      <p>{t('zone-sets:composition.report-lead')}</p>
      <On value={on} onChange={setOn} />
      <ProblemAlert problem={error} fields />
      {data && <Report report={data} />}
    </Fold>
  );
}

const On = ({ value, onChange }: { value: string; onChange: (on: string) => void }) => (
  <Field
    label={t('zone-sets:composition.on')}
    type="date"
    value={value}
    onChange={(event) => onChange(event.target.value)}
  />
);

function Report({ report }: { report: Schemas['ZoneReport'] }) {
  const { zones, total } = report;
  if (!zones.length) return <p>{t('zone-sets:composition.none')}</p>;
  const c = (name: string) => t(`zone-sets:composition.${name}`);
  return (
    <>
      <p>
        {report.set_name}.{' '}
        {t('zone-sets:composition.total-line', {
          zones: formatNumber(zones.length),
          municipalities: formatNumber(total.municipalities),
          population: formatNumber(total.population),
          coordinated: formatNumber(total.coordinated),
        })}
      </p>
      <DataTable
        caption={t('zone-sets:composition.caption', { on: formatDay(report.on) })}
        rows={zones}
        keyOf={(zone) => String(zone.id)}
        columns={[
          { name: 'name', label: c('zone'), show: (zone) => `${zone.code} ${zone.name}` },
          {
            name: 'municipalities',
            label: c('municipalities'),
            numeric: true,
            show: (zone) => formatNumber(zone.municipalities),
          },
          {
            name: 'population',
            label: c('population'),
            numeric: true,
            show: (zone) => formatNumber(zone.population),
          },
          {
            name: 'peripheral',
            label: c('peripheral'),
            numeric: true,
            show: (zone) => formatNumber(zone.peripheral),
          },
          { name: 'islands', label: c('islands'), numeric: true, show: (zone) => formatNumber(zone.islands) },
          {
            name: 'coordinated',
            label: c('coordinated'),
            show: (zone) => t(zone.coordinated ? 'ui:yes' : 'ui:no'),
          },
          {
            name: 'members',
            label: c('members'),
            show: (zone) => zone.members.map(({ name }) => name).join(', '),
          },
        ]}
      />
    </>
  );
}
