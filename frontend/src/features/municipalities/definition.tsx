import { operationalZoneName } from '@/api/reference';
import { t } from '@/lib/i18n';
import { formatNumber } from '@/lib/numbers';
import { adhesionOptions, adhesionText, adhesionTone } from '@/resource/adhesion';
import { Drafts } from '@/resource/Drafts';
import { define, type FieldDef, type FormValues } from '@/resource/definition';
import { municipalityOptions, operationalZoneOptions } from '@/resource/options';
import { PlanTiles } from '@/resource/plan';
import { resource } from '@/resource/resource';
import { enumOptions } from '@/resource/words';
import { StatusBadge } from '@/ui/StatusBadge';
import { Disadvantage } from './Disadvantage';
import { Officers } from './Officers';
import { ZoneList } from './ZoneList';

const ns = 'municipalities';
const choices = (field: string, codes: readonly string[]) => () => enumOptions(ns, field, codes);
const className = (code: unknown) => t(`common:inner-area.${code}`);

const classes = () => ['A', 'B', 'C', 'D', 'E', 'F'].map((value) => ({ value, label: className(value) }));
const regimes = choices('regime', ['ordinary', 'simplified', 'small', 'undetermined']);
const territories = choices('altimetric_zone', [
  'inland_mountain',
  'coastal_mountain',
  'inland_hill',
  'coastal_hill',
  'plain',
]);
const yesNo = () => [
  { value: 'true', label: t('ui:yes') },
  { value: 'false', label: t('ui:no') },
];

const identity: FieldDef[] = [
  { name: 'name', kind: 'text', required: true, maxLength: 80 },
  { name: 'official_name', kind: 'text', maxLength: 120 },
  { name: 'istat_code', kind: 'text', required: true, maxLength: 6 },
  { name: 'cadastral_code', kind: 'text', required: true, maxLength: 4 },
  { name: 'aliases', kind: 'lines' },
  { name: 'former_codes', kind: 'lines' },
  { name: 'postal_code', kind: 'text', maxLength: 5 },
  { name: 'phone_prefix', kind: 'text', maxLength: 4 },
];
const territory: FieldDef[] = [
  { name: 'population', kind: 'number', required: true, min: 1 },
  { name: 'population_year', kind: 'number', required: true, min: 1861, max: 2200 },
  { name: 'area_km2', kind: 'number', required: true },
  { name: 'altitude_m', kind: 'number' },
  { name: 'lat', kind: 'number', required: true, min: 35, max: 48 },
  { name: 'lon', kind: 'number', required: true, min: 6, max: 19 },
  { name: 'altimetric_zone', kind: 'select', required: true, useOptions: territories },
  { name: 'inner_area_class', kind: 'select', required: true, useOptions: classes },
  { name: 'minutes_to_pole', kind: 'number', min: 0 },
  { name: 'reference_pole', kind: 'text', maxLength: 80 },
  { name: 'coastal', kind: 'checkbox' },
  { name: 'island', kind: 'checkbox' },
];
const profile: FieldDef[] = [
  { name: 'pec', kind: 'email', maxLength: 254 },
  { name: 'website', kind: 'url', maxLength: 254 },
  { name: 'employees', kind: 'number', min: 0 },
  { name: 'employees_year', kind: 'number', min: 1990, max: 2200 },
];
const troubled = ({ financial_distress }: FormValues) =>
  financial_distress === 'dissesto' || financial_distress === 'riequilibrio';
const finances: FieldDef[] = [
  {
    name: 'financial_distress',
    kind: 'select',
    full: true,
    useOptions: choices('financial_distress', ['unknown', 'none', 'dissesto', 'riequilibrio']),
  },
  { name: 'financial_distress_since', kind: 'date', required: true, when: troubled },
  { name: 'financial_distress_act', kind: 'text', maxLength: 200, when: troubled },
];
const own = [
  { id: 'profile', fields: profile },
  { id: 'finances', fields: finances },
];

const sections = [
  { id: 'identity', fields: identity },
  { id: 'territory', fields: territory },
];

export const definition = define({
  resource: resource('/municipalities', '/municipalities/{istat_code}'),
  ns,
  path: '/comuni',
  create: ['municipality:admin'],
  defaultSort: 'name',
  title: (row) => row.name,
  formats: {
    adhesion: (state) => adhesionText(String(state)),
    population_year: String,
    employees_year: String,
    inner_area_class: className,
    class: className,
    operational_zone: (code) => operationalZoneName(String(code)),
    lat: String,
    lon: String,
    minutes_to_pole: (value) => t(`${ns}:minutes`, { value: formatNumber(Number(value)) }),
    area_km2: (value) => `${Number(value).toLocaleString('it-IT', { maximumFractionDigits: 2 })} km²`,
    altitude_m: (value) => `${value} m`,
  },
  columns: [
    { name: 'name', sort: 'name' },
    { name: 'istat_code' },
    { name: 'population', sort: 'population', numeric: true },
    { name: 'operational_zone' },
    { name: 'inner_area_class' },
    {
      name: 'adhesion',
      show: (row) => (
        <StatusBadge tone={adhesionTone(row.adhesion)}>{adhesionText(row.adhesion)}</StatusBadge>
      ),
    },
  ],
  filters: [
    { name: 'zone', kind: 'many', useOptions: operationalZoneOptions },
    { name: 'municipality', kind: 'many', useOptions: municipalityOptions },
    { name: 'adhesion', kind: 'many', useOptions: adhesionOptions },
    { name: 'class', kind: 'many', useOptions: classes },
    { name: 'regime', kind: 'many', useOptions: regimes },
    { name: 'altimetric_zone', kind: 'many', useOptions: territories },
    { name: 'coastal', kind: 'one', useOptions: yesNo },
    { name: 'island', kind: 'one', useOptions: yesNo },
    { name: 'vacant', kind: 'one', useOptions: choices('vacant', ['rpct', 'secretary', 'referent']) },
    {
      name: 'disadvantage',
      kind: 'many',
      read: 'municipality:admin',
      useOptions: choices('disadvantage', ['low', 'medium', 'high', 'very_high']),
    },
  ],
  sections: [
    {
      id: 'identity',
      fields: [
        { name: 'official_name' },
        { name: 'istat_code' },
        { name: 'former_codes' },
        { name: 'cadastral_code' },
        { name: 'aliases' },
        { name: 'pec' },
        {
          name: 'website',
          show: (row) =>
            row.website ? (
              <a href={row.website} rel="noreferrer">
                {row.website}
              </a>
            ) : (
              ''
            ),
        },
        { name: 'postal_code' },
        { name: 'phone_prefix' },
      ],
    },
    {
      id: 'network',
      fields: [
        { name: 'adhesion' },
        { name: 'adhesion_date' },
        { name: 'zones', show: (row) => <ZoneList zones={row.zones} /> },
      ],
    },
    {
      id: 'size',
      fields: [
        { name: 'population' },
        { name: 'population_year' },
        { name: 'employees' },
        { name: 'employees_year' },
        { name: 'regime' },
        { name: 'financial_distress', maybe: true },
        { name: 'financial_distress_since', maybe: true },
        { name: 'financial_distress_act', maybe: true },
      ],
    },
    {
      id: 'territory',
      fields: [
        { name: 'area_km2' },
        { name: 'altitude_m' },
        { name: 'altimetric_zone' },
        { name: 'inner_area_class' },
        { name: 'minutes_to_pole' },
        { name: 'reference_pole' },
        { name: 'coastal' },
        { name: 'island' },
      ],
    },
  ],
  badge: (row) => <StatusBadge tone={adhesionTone(row.adhesion)}>{adhesionText(row.adhesion)}</StatusBadge>,
  tabs: [
    {
      id: 'piano',
      when: (row) => row.actions.includes('plan'),
      show: (row) => <PlanTiles code={row.istat_code} />,
    },
    {
      id: 'incarichi',
      when: (row) => row.actions.includes('officers'),
      show: (row) => <Officers istatCode={row.istat_code} />,
    },
    {
      id: 'bozze',
      when: (row) => row.actions.includes('drafts'),
      show: (row) => <Drafts istatCode={row.istat_code} />,
    },
    {
      id: 'disagio',
      when: (row) => row.actions.includes('disadvantage'),
      show: (row) => <Disadvantage istatCode={row.istat_code} />,
    },
  ],
  actions: {
    officers: { hidden: true },
    drafts: { hidden: true },
    plan: { hidden: true },
    disadvantage: { hidden: true },
    profile: { address: 'profilo' },
    archive: { reason: true },
  },
  form: { sections },
  newForm: { sections: [...sections, ...own] },
  parts: { profile: { sections: own } },
});
