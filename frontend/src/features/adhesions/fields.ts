import type { FieldDef } from '@/resource/definition';
import { enumOptions } from '@/resource/words';

const choices = (field: string, codes: readonly string[]) => () => enumOptions('adhesions', field, codes);

const kinds = [
  'giunta_resolution',
  'mayor_decree',
  'mayor_determination',
  'commissioner_resolution',
  'commissioner_decree',
];
const hands = choices('signature_type', ['digital', 'advanced', 'qualified']);

const on: FieldDef = { name: 'on', kind: 'date', required: true };
const note: FieldDef = { name: 'note', kind: 'textarea', full: true, maxLength: 1000 };
const reference: FieldDef = { name: 'act_reference', kind: 'text', full: true, maxLength: 200 };

const kind: FieldDef = {
  name: 'act.kind',
  kind: 'select',
  required: true,
  full: true,
  useOptions: choices('kind', kinds),
};
const proposal: FieldDef[] = [
  { name: 'act.proposer', kind: 'text', maxLength: 160 },
  { name: 'act.proposal_number', kind: 'text', maxLength: 40 },
  { name: 'act.proposal_date', kind: 'date' },
  { name: 'act.subject', kind: 'text', full: true, maxLength: 500 },
];
const opinions: FieldDef[] = [
  {
    name: 'act.technical_opinion',
    kind: 'select',
    useOptions: choices('opinion', ['favourable', 'unfavourable']),
  },
  { name: 'act.technical_by', kind: 'text', maxLength: 160 },
  { name: 'act.technical_date', kind: 'date' },
  {
    name: 'act.accounting_opinion',
    kind: 'select',
    useOptions: choices('opinion', ['favourable', 'unfavourable', 'not_due']),
  },
  { name: 'act.accounting_by', kind: 'text', maxLength: 160 },
  { name: 'act.accounting_date', kind: 'date' },
  { name: 'act.accounting_reason', kind: 'text', full: true, maxLength: 500 },
];
const adoption: FieldDef[] = [
  { name: 'act.number', kind: 'text', maxLength: 40 },
  { name: 'act.date', kind: 'date' },
  { name: 'act.session', kind: 'select', useOptions: choices('session', ['ordinary', 'urgent']) },
];
const voting: FieldDef[] = [
  { name: 'act.present', kind: 'number', min: 0, max: 50 },
  { name: 'act.absent', kind: 'number', min: 0, max: 50 },
  { name: 'act.votes_for', kind: 'number', min: 0, max: 50 },
  { name: 'act.votes_against', kind: 'number', min: 0, max: 50 },
  { name: 'act.votes_abstained', kind: 'number', min: 0, max: 50 },
  { name: 'act.immediate', kind: 'checkbox' },
  { name: 'act.immediate_reason', kind: 'text', full: true, maxLength: 500 },
];
const albo: FieldDef[] = [
  { name: 'publication.albo_number', kind: 'text', maxLength: 40 },
  { name: 'publication.from', kind: 'date' },
  { name: 'publication.to', kind: 'date' },
  { name: 'publication.extract_date', kind: 'date' },
  { name: 'publication.extract_url', kind: 'url', full: true, maxLength: 500 },
  { name: 'publication.transparency_url', kind: 'url', full: true, maxLength: 500 },
];
const enforceability: FieldDef[] = [
  { name: 'publication.enforceable_from', kind: 'date' },
  {
    name: 'publication.enforceable_reason',
    kind: 'select',
    useOptions: choices('enforceable_reason', ['ten_days', 'immediate', 'monocratic']),
  },
];
const sent: FieldDef[] = [
  { name: 'transmission.number', kind: 'text', maxLength: 40 },
  { name: 'transmission.date', kind: 'date' },
  { name: 'transmission.pec_id', kind: 'text', full: true, maxLength: 200 },
];
const received: FieldDef[] = [
  { name: 'transmission.received_number', kind: 'text', maxLength: 40 },
  { name: 'transmission.received_date', kind: 'date' },
  { name: 'transmission.classification', kind: 'text', maxLength: 80 },
  { name: 'transmission.file', kind: 'text', maxLength: 120 },
];
export const signature = (at = ''): FieldDef[] => [
  { name: `${at}signatory_name`, kind: 'text', required: true, maxLength: 160 },
  { name: `${at}signatory_quality`, kind: 'text', required: true, maxLength: 160 },
  { name: `${at}signatory_power`, kind: 'text', full: true, maxLength: 200 },
  { name: `${at}signature_type`, kind: 'select', required: true, useOptions: hands },
  { name: `${at}signed_on`, kind: 'date', required: true },
  { name: `${at}certificate_serial`, kind: 'text', maxLength: 120 },
];
const person = (at: string, required: boolean): FieldDef[] => [
  { name: `${at}given_name`, kind: 'text', required, maxLength: 80 },
  { name: `${at}family_name`, kind: 'text', required, maxLength: 80 },
  { name: `${at}qualification`, kind: 'text', maxLength: 160 },
  { name: `${at}office_email`, kind: 'email', required, maxLength: 254 },
  { name: `${at}office_phone`, kind: 'tel', maxLength: 40 },
];

export type Section = { id: string; fields: FieldDef[] };

const plain: Section[] = [{ id: '', fields: [on, note] }];
const aside: Section[] = [{ id: '', fields: [on, reference, note] }];

/** What each step asks for. A step that is not here asks for its day and a word. */
const asked: Record<string, Section[]> = {
  proposal: [{ id: 'act', fields: [kind, ...proposal] }],
  adoption: [
    { id: 'act', fields: [kind, ...adoption] },
    { id: 'opinions', fields: opinions },
    { id: 'voting', fields: voting },
  ],
  publication: [{ id: 'publication', fields: albo }],
  enforceability: [{ id: 'enforceability', fields: enforceability }],
  transmission: [{ id: 'transmission', fields: [...sent] }],
  signature: [{ id: 'signature', fields: [...signature('signature.'), on] }],
  designation: [
    { id: 'referent', fields: person('designation.', true) },
    { id: 'substitute', fields: person('designation.substitute.', false) },
    {
      id: 'appointment',
      fields: [
        { name: 'designation.act_kind', kind: 'text', required: true, maxLength: 80 },
        { name: 'designation.act_number', kind: 'text', maxLength: 40 },
        { name: 'designation.act_date', kind: 'date' },
        { name: 'designation.from', kind: 'date', required: true },
        on,
      ],
    },
  ],
  refusal: aside,
  suspension: aside,
  withdrawal: aside,
  renewal: aside,
  annulment: [{ id: '', fields: [on, { ...note, required: true }] }],
};

export const stepSections = (action: string): Section[] => asked[action] ?? plain;

/** The whole dossier, for whoever corrects or completes it. */
export const dossier: Section[] = [
  { id: 'act', fields: [{ ...kind, required: false }, ...proposal, ...adoption] },
  { id: 'opinions', fields: opinions },
  { id: 'voting', fields: voting },
  { id: 'publication', fields: [...albo, ...enforceability] },
  { id: 'transmission', fields: [...sent, ...received] },
];
