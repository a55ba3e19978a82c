import { t } from '@/lib/i18n';
import { define } from '@/resource/definition';
import { resource } from '@/resource/resource';
import { StatusBadge, type Tone } from '@/ui/StatusBadge';
import { Acceptances } from './Acceptances';

const ns = 'protocols';
const tones: Record<string, Tone> = { draft: 'warning', current: 'success', superseded: 'neutral' };

/** The texts of the protocol: what is published is open, and does not change. */
export const definition = define({
  resource: resource('/protocol-versions', '/protocol-versions/{id}'),
  ns,
  path: '/protocollo',
  create: ['adhesion:admin'],
  wordless: true,
  defaultSort: '-number',
  title: ({ title, number }) => t(`${ns}:numbered`, { title, number }),
  columns: [
    { name: 'title' },
    { name: 'number', sort: 'number' },
    { name: 'state' },
    { name: 'published_on' },
  ],
  sections: [
    {
      id: '',
      fields: [{ name: 'number' }, { name: 'published_on', maybe: true }, { name: 'changes', maybe: true }],
    },
  ],
  badge: ({ state }) => <StatusBadge tone={tones[state]}>{t(`${ns}:value.state.${state}`)}</StatusBadge>,
  after: ({ id, state, text }) => (
    <>
      <div className="letter">{text}</div>
      {state !== 'draft' && <Acceptances protocol={id} current={state === 'current'} />}
    </>
  ),
  actions: { archive: { reason: true } },
  form: {
    sections: [
      {
        id: '',
        fields: [
          { name: 'title', kind: 'text', required: true, full: true, maxLength: 200 },
          { name: 'changes', kind: 'textarea', full: true, maxLength: 4000 },
          { name: 'text', kind: 'textarea', required: true, full: true, maxLength: 60000, rows: 24 },
        ],
      },
    ],
    toNew: (body) => ({ ...body, changes: body.changes ?? '' }) as never,
    toEdit: (body) => ({ ...body, changes: body.changes ?? '' }) as never,
  },
});
