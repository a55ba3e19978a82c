import { municipalityName } from '@/api/reference';
import { t } from '@/lib/i18n';
import { define } from '@/resource/definition';
import { municipalityOptions } from '@/resource/options';
import { resource } from '@/resource/resource';
import { enumOptions } from '@/resource/words';
import { Stats } from '@/ui/Stats';
import { StatusBadge } from '@/ui/StatusBadge';
import { RoundChecks } from './RoundChecks';
import { ns, type Round, roundName } from './words';

export const years = () => {
  const year = new Date().getFullYear();
  return [year, year - 1].map((one) => ({ value: String(one), label: String(one) }));
};

const progressText = ({ progress: { sampled, sampled_reviewed } }: Round) =>
  t(`${ns}:progress`, { done: sampled_reviewed, count: sampled });

export const definition = define({
  resource: resource('/monitoring-rounds', '/monitoring-rounds/{id}'),
  ns,
  path: '/monitoraggio',
  create: ['monitoring:review'],
  defaultSort: '-updated_at',
  wordless: true,
  title: (round) => `${municipalityName(round.municipality)}, ${roundName(round)}`,
  formats: { municipality: (code) => municipalityName(String(code)), year: String },
  columns: [
    { name: 'name', show: (round) => `${municipalityName(round.municipality)}, ${roundName(round)}` },
    { name: 'due_on', sort: 'due_on' },
    { name: 'state' },
    { name: 'progress', show: progressText },
    { name: 'updated_at', sort: 'updated_at' },
  ],
  filters: [
    { name: 'municipality', kind: 'many', useOptions: municipalityOptions },
    { name: 'year', kind: 'many', useOptions: years },
    { name: 'state', kind: 'one', useOptions: () => enumOptions(ns, 'state', ['open', 'closed']) },
  ],
  sections: [
    {
      id: '',
      fields: [
        { name: 'due_on' },
        {
          name: 'share_percent',
          show: ({ share_percent, processes = 0, processes_sampled = 0 }) =>
            t(`${ns}:share`, { share: share_percent, count: processes_sampled, of: processes }),
        },
        {
          name: 'rounds_planned',
          show: ({ number, rounds_planned }) => t(`${ns}:number`, { number, of: rounds_planned }),
        },
        { name: 'share_reason', maybe: true },
        { name: 'outcome', maybe: true },
      ],
    },
  ],
  badge: ({ state }) => (
    <StatusBadge tone={state === 'open' ? 'info' : 'success'}>{t(`${ns}:value.state.${state}`)}</StatusBadge>
  ),
  actions: { close: { address: 'chiusura' }, archive: { reason: true } },
  form: {
    sections: [
      {
        id: '',
        fields: [
          { name: 'due_on', kind: 'date', required: true },
          { name: 'outcome', kind: 'textarea', full: true, maxLength: 4000 },
        ],
      },
    ],
  },
  after: (round) => (
    <>
      <Progress round={round} />
      <RoundChecks round={round} />
    </>
  ),
});

function Progress({ round: { progress: p } }: { round: Round }) {
  const of = (count = 0) => t(`${ns}:of`, { count });
  const item = (name: string, value = 0, total?: number) => ({
    label: t(`${ns}:stat.${name}`),
    value,
    of: total === undefined ? undefined : of(total),
  });
  return (
    <Stats
      items={[
        item('answered', p.sampled_answered, p.sampled),
        item('reviewed', p.sampled_reviewed, p.sampled),
        item('implemented', p.implemented),
        item('unsuitable', p.unsuitable),
        item('unproven', p.unproven),
      ]}
    />
  );
}
