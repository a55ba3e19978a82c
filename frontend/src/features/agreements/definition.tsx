import { useQuery } from '@tanstack/react-query';
import { http, orThrow } from '@/api/client';
import { municipalityName } from '@/api/reference';
import { t } from '@/lib/i18n';
import { define, type FieldDef } from '@/resource/definition';
import { municipalityOptions } from '@/resource/options';
import { resource } from '@/resource/resource';
import { enumOptions } from '@/resource/words';
import type { Option } from '@/ui/Field';
import { Signatures } from './Signatures';

const ns = 'agreements';

function useTexts(): Option[] {
  const { data } = useQuery({
    queryKey: ['protocol-texts'],
    queryFn: async () =>
      orThrow(await http.GET('/protocol-versions', { params: { query: { limit: 200 } } })).items,
  });
  return (data ?? [])
    .filter(({ state }) => state !== 'draft')
    .map(({ id, number, title }) => ({ value: String(id), label: `${number}. ${title}` }));
}

const term: FieldDef[] = [
  { name: 'title', kind: 'text', required: true, full: true, maxLength: 200 },
  { name: 'protocol', kind: 'select', required: true, full: true, numeric: true, useOptions: useTexts },
  { name: 'starts_on', kind: 'date', required: true },
  { name: 'duration_months', kind: 'number', required: true, min: 1, max: 240 },
  { name: 'notice_days', kind: 'number', min: 0, max: 365 },
  { name: 'tacit_renewal', kind: 'checkbox' },
  { name: 'repertory_number', kind: 'text', maxLength: 40 },
  { name: 'repertory_date', kind: 'date' },
];
const hand: FieldDef[] = [
  { name: 'signatory_name', kind: 'text', maxLength: 160 },
  { name: 'signatory_quality', kind: 'text', maxLength: 160 },
  { name: 'signatory_power', kind: 'text', full: true, maxLength: 200 },
  {
    name: 'signature_type',
    kind: 'select',
    useOptions: () => enumOptions(ns, 'signature_type', ['digital', 'advanced', 'qualified']),
  },
  { name: 'signed_on', kind: 'date' },
  { name: 'certificate_serial', kind: 'text', maxLength: 120 },
  { name: 'note', kind: 'textarea', full: true, maxLength: 1000 },
];
const partner: FieldDef = {
  name: 'municipality',
  kind: 'select',
  full: true,
  createOnly: true,
  useOptions: municipalityOptions,
  useEmpty: () => t(`${ns}:open`),
};

// An empty text is a text; an empty date or code is none.
const texts = [
  'repertory_number',
  'signatory_name',
  'signatory_quality',
  'signatory_power',
  'signature_type',
];
const complete = (body: Record<string, unknown>) =>
  ({
    ...Object.fromEntries([...texts, 'certificate_serial', 'note'].map((name) => [name, body[name] ?? ''])),
    ...Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)),
    notice_days: body.notice_days ?? 0,
  }) as never;

/** The protocol as it is signed: open to many, or with one municipality. */
export const definition = define({
  resource: resource('/agreements', '/agreements/{id}'),
  ns,
  path: '/accordi',
  create: ['adhesion:admin'],
  wordless: true,
  defaultSort: '-starts_on',
  title: ({ title }) => title,
  formats: { municipality: (code) => municipalityName(String(code)) },
  columns: [
    { name: 'title' },
    { name: 'form' },
    { name: 'municipality' },
    { name: 'starts_on', sort: 'starts_on' },
    { name: 'ends_on' },
    { name: 'signers', numeric: true },
  ],
  sections: [
    {
      id: '',
      fields: [
        { name: 'form' },
        { name: 'municipality', maybe: true },
        { name: 'repertory_number', maybe: true },
        { name: 'repertory_date', maybe: true },
        { name: 'starts_on' },
        { name: 'ends_on' },
        { name: 'tacit_renewal' },
        { name: 'notice_days' },
        { name: 'signers' },
        { name: 'signatory_quality', maybe: true },
        { name: 'signatory_power', maybe: true },
        { name: 'signed_on', maybe: true },
        { name: 'note', maybe: true },
      ],
    },
  ],
  after: ({ id, signers }) => <Signatures agreement={id} signers={signers} />,
  actions: { archive: { reason: true } },
  newForm: {
    sections: [
      { id: '', fields: [partner, ...term] },
      { id: 'hand', fields: hand },
    ],
    defaults: { duration_months: '36', notice_days: '30' },
    toNew: complete,
  },
  form: {
    sections: [
      { id: '', fields: term },
      { id: 'hand', fields: hand },
    ],
    toEdit: complete,
  },
});
