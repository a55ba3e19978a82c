import type { Schemas } from '@/api/client';
import { t } from '@/lib/i18n';
import { adhesionText } from '@/resource/adhesion';
import { define } from '@/resource/definition';
import { type Resource, resource } from '@/resource/resource';

type Rule = Schemas['ReminderRule'];

const stateText = (state: string) =>
  state === 'acceptance' ? t('reminder-rules:acceptance') : adhesionText(state);

/** After how long, in what words, how often, and whom else. */
export const definition = define({
  resource: resource('/reminder-rules', '/reminder-rules/{id}') as unknown as Resource<
    Rule,
    Rule,
    unknown,
    Schemas['ReminderRuleEdit']
  >,
  ns: 'reminder-rules',
  path: '/regole-dei-solleciti',
  title: ({ state }) => stateText(state),
  formats: { state: (state) => stateText(String(state)) },
  wordless: true,
  columns: [
    { name: 'state' },
    { name: 'days', numeric: true },
    { name: 'repeat_days', numeric: true },
    { name: 'escalate_days', numeric: true },
    { name: 'pec' },
    { name: 'automatic' },
  ],
  sections: [
    {
      id: '',
      fields: [
        { name: 'days' },
        { name: 'repeat_days' },
        { name: 'escalate_days' },
        { name: 'pec' },
        { name: 'automatic' },
        { name: 'subject' },
        { name: 'text' },
      ],
    },
  ],
  form: {
    sections: [
      {
        id: '',
        fields: [
          { name: 'days', kind: 'number', required: true, min: 1, max: 365 },
          { name: 'repeat_days', kind: 'number', required: true, min: 1, max: 365 },
          { name: 'escalate_days', kind: 'number', required: true, min: 1, max: 730 },
          { name: 'pec', kind: 'checkbox' },
          { name: 'automatic', kind: 'checkbox' },
          { name: 'subject', kind: 'text', required: true, full: true, maxLength: 150 },
          { name: 'text', kind: 'textarea', required: true, full: true, maxLength: 2000 },
        ],
      },
    ],
  },
});
