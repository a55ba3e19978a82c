import type { Schemas } from '@/api/client';
import { formatInstant } from '@/lib/dates';
import { t } from '@/lib/i18n';
import { define } from '@/resource/definition';
import { type Resource, resource } from '@/resource/resource';
import { Lines } from './Lines';

const ns = 'reminders';
type Run = Schemas['ReminderRun'];

export const definition = define({
  resource: resource('/reminder-runs', '/reminder-runs/{id}') as unknown as Resource<
    Run,
    Run,
    unknown,
    unknown
  >,
  ns,
  path: '/solleciti',
  title: ({ kind, created_at }) => `${t(`${ns}:value.kind.${kind}`)}, ${formatInstant(created_at)}`,
  wordless: true,
  columns: [
    { name: 'created_at', show: ({ created_at }) => formatInstant(created_at) },
    { name: 'kind' },
    { name: 'municipalities', numeric: true },
    { name: 'sent', numeric: true },
    { name: 'queued', numeric: true },
    { name: 'failed', numeric: true },
    { name: 'skipped', numeric: true },
    { name: 'listed', numeric: true },
    { name: 'certified', numeric: true },
    { name: 'actor' },
  ],
  sections: [
    {
      id: '',
      fields: [
        { name: 'kind' },
        { name: 'actor' },
        { name: 'municipalities' },
        { name: 'sent' },
        { name: 'queued' },
        { name: 'failed' },
        { name: 'skipped' },
        { name: 'listed' },
        { name: 'certified' },
      ],
    },
  ],
  after: (run) => <Lines run={run.id} />,
});
