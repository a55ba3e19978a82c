import { codedName, municipalityName, vocabularies } from '@/api/reference';
import { t } from '@/lib/i18n';
import { define } from '@/resource/definition';
import { municipalityOptions, ownMunicipality, vocabularyOptions } from '@/resource/options';
import { resource } from '@/resource/resource';
import { enumOptions } from '@/resource/words';
import { AppLink } from '@/ui/AppLink';
import { Notice } from '@/ui/Notice';
import { StatusBadge, type Tone } from '@/ui/StatusBadge';
import { Differences } from '../Differences';
import { applicability, area, motivation, typologies, words } from '../definition';
import { Discussion } from './Discussion';

const ns = 'proposals';
const tones: Record<string, Tone> = {
  draft: 'warning',
  proposed: 'info',
  in_validation: 'info',
  validated: 'success',
  withdrawn: 'neutral',
};
const states = () => enumOptions(ns, 'state', Object.keys(tones));

const State = ({ state }: { state: string }) => (
  <StatusBadge tone={tones[state]}>{t(`${ns}:value.state.${state}`)}</StatusBadge>
);

const entry = (row: { entry_id?: number; revises_id?: number; entry_code?: string }) => {
  const id = row.entry_id ?? row.revises_id;
  return id ? (
    <AppLink to={`/rischi/${id}`} search={row.entry_id ? { scheda: 'versioni' } : undefined}>
      {row.entry_code ?? ''}
    </AppLink>
  ) : (
    t(`${ns}:new-entry`)
  );
};

export const definition = define({
  resource: resource('/proposals', '/proposals/{id}'),
  ns,
  path: '/proposte',
  create: ['catalogue:propose'],
  unhistoried: true,
  title: (row) => row.event,
  defaultSort: '-updated_at',
  formats: {
    area: (code) => codedName(vocabularies().risk_areas, String(code)),
    municipality: (code) => municipalityName(String(code)),
    enabling_factors: (code) => codedName(vocabularies().enabling_factors, String(code)),
    measures: (code) => codedName(vocabularies().measures, String(code)),
    typology: (code) => t(`risks:value.typology.${code}`),
    role: (role) => t(`common:role.${role}`),
    red_flags: String,
  },
  columns: [
    { name: 'event', show: (row) => row.event },
    { name: 'entry', show: entry },
    { name: 'municipality' },
    { name: 'area' },
    { name: 'state', show: (row) => <State state={row.state} /> },
    { name: 'updated_at', sort: 'updated_at' },
  ],
  filters: [
    { name: 'state', kind: 'many', useOptions: states },
    { name: 'area', kind: 'many', useOptions: vocabularyOptions('risk_areas') },
    { name: 'municipality', kind: 'many', useOptions: municipalityOptions },
    { name: 'typology', kind: 'many', useOptions: typologies },
  ],
  badge: (row) => <State state={row.state} />,
  sections: [
    {
      id: '',
      fields: [
        { name: 'entry', show: entry },
        { name: 'municipality' },
        { name: 'role' },
        { name: 'motivation' },
        { name: 'area' },
        { name: 'process' },
        { name: 'event' },
        { name: 'description' },
        { name: 'typology' },
        { name: 'enabling_factors' },
        { name: 'red_flags' },
        { name: 'measures' },
        { name: 'applicability' },
      ],
    },
  ],
  after: (row) => (
    <>
      {row.note && row.state === 'draft' && (
        <Notice tone="warning" title={t(`${ns}:returned`)}>
          <p>{row.note}</p>
        </Notice>
      )}
      {row.entry_id && (
        <Notice tone="success" title={t(`${ns}:became`, { code: row.entry_code, number: row.number })} />
      )}
      {row.changes && row.changes.length > 0 && (
        <section>
          <h2 className="h5">{t(`${ns}:changes`)}</h2>
          <Differences
            caption={t(`${ns}:changes`)}
            before={t(`${ns}:today`)}
            after={t(`${ns}:proposed`)}
            fields={row.changes}
          />
        </section>
      )}
      {row.state !== 'draft' && <Discussion id={row.id} open={row.actions.includes('comment')} />}
    </>
  ),
  actions: { validation: { address: 'convalida' }, return: { reason: true }, comment: { hidden: true } },
  form: {
    sections: [
      {
        id: 'who',
        fields: [ownMunicipality, { ...motivation, required: true }],
      },
      { id: 'words', fields: [area, ...words, applicability] },
    ],
  },
});
