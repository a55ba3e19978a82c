import { codedName, municipalityName, vocabularies } from '@/api/reference';
import { t } from '@/lib/i18n';
import { define } from '@/resource/definition';
import { municipalityOptions, ownMunicipality, vocabularyOptions } from '@/resource/options';
import { resource } from '@/resource/resource';
import { enumOptions } from '@/resource/words';
import { StatusBadge, type Tone } from '@/ui/StatusBadge';

const ns = 'training-needs';
const choices = (field: string, codes: readonly string[]) => () => enumOptions(ns, field, codes);

const levels = choices('level', ['general', 'specific']);
const reasons = choices('reason', [
  'new_rules',
  'critical_issue',
  'new_assignment',
  'rotation',
  'audit_finding',
  'legal_duty',
]);
const priorities = choices('priority', ['high', 'medium', 'low']);
const modes = choices('mode', [
  'classroom',
  'webinar',
  'e_learning',
  'workshop',
  'on_the_job',
  'peer_review',
  'study_visit',
  'micro_learning',
  'coaching',
]);
const steps = choices('step', ['1', '2', '3', '4']);
const stepText = (value: unknown) => t(`${ns}:value.step.${value}`);

const years = () => {
  const next = new Date().getFullYear() + 1;
  return Array.from({ length: next - 2023 }, (_, back) => String(next - back)).map((year) => ({
    value: year,
    label: year,
  }));
};

const tones: Record<string, Tone> = { high: 'danger', medium: 'warning', low: 'neutral' };

export const definition = define({
  resource: resource('/training-needs', '/training-needs/{id}'),
  ns,
  path: '/fabbisogni',
  create: ['training-need:write'],
  defaultSort: '-updated_at',
  title: (need) =>
    `${codedName(vocabularies().training_topics, need.topic)}, ${municipalityName(need.municipality)} ${need.year}`,
  formats: {
    municipality: (code) => municipalityName(String(code)),
    topic: (code) => codedName(vocabularies().training_topics, String(code)),
    year: String,
    current_level: stepText,
    desired_level: stepText,
  },
  columns: [
    { name: 'topic' },
    { name: 'municipality', sort: 'municipality' },
    { name: 'year', sort: 'year', numeric: true },
    {
      name: 'priority',
      show: ({ priority }) => (
        <StatusBadge tone={tones[priority]}>{t(`${ns}:value.priority.${priority}`)}</StatusBadge>
      ),
    },
    { name: 'audience' },
    { name: 'persons', sort: 'persons', numeric: true },
    { name: 'updated_at', sort: 'updated_at' },
  ],
  filters: [
    { name: 'municipality', kind: 'many', useOptions: municipalityOptions },
    { name: 'topic', kind: 'many', useOptions: vocabularyOptions('training_topics') },
    { name: 'year', kind: 'many', useOptions: years },
    { name: 'priority', kind: 'many', useOptions: priorities },
    { name: 'level', kind: 'many', useOptions: levels },
    { name: 'reason', kind: 'many', useOptions: reasons },
    { name: 'mode', kind: 'many', useOptions: modes },
  ],
  sections: [
    {
      id: 'what',
      fields: [
        { name: 'municipality' },
        { name: 'year' },
        { name: 'topic' },
        { name: 'description' },
        { name: 'level' },
        { name: 'reason' },
      ],
    },
    {
      id: 'who',
      fields: [
        { name: 'audience' },
        { name: 'persons' },
        { name: 'current_level' },
        { name: 'desired_level' },
      ],
    },
    { id: 'how', fields: [{ name: 'priority' }, { name: 'motivation' }, { name: 'mode' }] },
  ],
  badge: (need) => (
    <StatusBadge tone={tones[need.priority]}>{t(`${ns}:priority.${need.priority}`)}</StatusBadge>
  ),
  form: {
    defaults: { year: new Date().getFullYear() + 1 },
    sections: [
      {
        id: 'what',
        fields: [
          ownMunicipality,
          { name: 'year', kind: 'number', required: true, min: 2017, max: 2100 },
          {
            name: 'topic',
            kind: 'select',
            required: true,
            full: true,
            useOptions: vocabularyOptions('training_topics'),
          },
          { name: 'description', kind: 'textarea', full: true, maxLength: 1000 },
          { name: 'level', kind: 'select', required: true, useOptions: levels },
          { name: 'reason', kind: 'select', required: true, useOptions: reasons },
        ],
      },
      {
        id: 'who',
        fields: [
          { name: 'audience', kind: 'text', required: true, maxLength: 200 },
          { name: 'persons', kind: 'number', required: true, min: 1, max: 5000 },
          { name: 'current_level', kind: 'select', numeric: true, required: true, useOptions: steps },
          { name: 'desired_level', kind: 'select', numeric: true, required: true, useOptions: steps },
        ],
      },
      {
        id: 'how',
        fields: [
          { name: 'priority', kind: 'select', required: true, useOptions: priorities },
          { name: 'mode', kind: 'select', required: true, useOptions: modes },
          { name: 'motivation', kind: 'textarea', full: true, maxLength: 2000 },
        ],
      },
    ],
  },
});
