import { municipalityName } from '@/api/reference';
import { t } from '@/lib/i18n';
import { define, type FieldDef, type FormValues } from '@/resource/definition';
import { toValues } from '@/resource/form-values';
import { municipalityOptions, ownMunicipality } from '@/resource/options';
import { resource } from '@/resource/resource';
import { Notice } from '@/ui/Notice';
import { StatusBadge, type Tone } from '@/ui/StatusBadge';

const ns = 'plan-confirmations';
const questions = ['corruption', 'organisation', 'objectives', 'sections'];
const tones: Record<string, Tone> = { confirm: 'success', rewrite: 'warning', open: 'info' };

const answers = () => [
  { value: 'false', label: t('ui:no') },
  { value: 'true', label: t('ui:yes') },
];
const years = () => {
  const next = new Date().getFullYear() + 1;
  return [next, next - 1, next - 2].map((year) => ({ value: String(year), label: String(year) }));
};

const Outcome = ({ outcome }: { outcome: string }) => (
  <StatusBadge tone={tones[outcome]}>{t(`${ns}:value.outcome.${outcome}`)}</StatusBadge>
);

const fields: FieldDef[] = questions.flatMap((name): FieldDef[] => [
  { name, kind: 'select', full: true, useOptions: answers, useEmpty: () => t(`${ns}:unanswered`) },
  { name: `${name}_evidence`, kind: 'textarea', full: true, maxLength: 2000 },
]);
const who: FieldDef[] = [
  ownMunicipality,
  { name: 'year', kind: 'number', required: true, createOnly: true, min: 2014, max: 2100 },
  { name: 'plan_year', kind: 'number', required: true, min: 2013, max: 2100 },
];

/** A question is answered with yes or no, or not yet. */
const answered = (body: FormValues): FormValues => ({
  ...body,
  ...Object.fromEntries(
    questions.map((name) => [name, body[name] === undefined ? undefined : body[name] === 'true']),
  ),
  ...Object.fromEntries(questions.map((name) => [`${name}_evidence`, body[`${name}_evidence`] ?? ''])),
});

export const definition = define({
  resource: resource('/plan-confirmations', '/plan-confirmations/{id}'),
  ns,
  path: '/conferma-del-piano',
  wordless: true,
  create: ['plan:write'],
  defaultSort: '-updated_at',
  title: ({ municipality, year }) => t(`${ns}:name`, { municipality: municipalityName(municipality), year }),
  formats: { municipality: (code) => municipalityName(String(code)), year: String, plan_year: String },
  columns: [
    { name: 'municipality' },
    { name: 'year', sort: 'year', numeric: true },
    { name: 'outcome', show: ({ outcome }) => <Outcome outcome={outcome} /> },
    { name: 'updated_at', sort: 'updated_at' },
  ],
  filters: [
    { name: 'municipality', kind: 'many', useOptions: municipalityOptions },
    { name: 'year', kind: 'many', useOptions: years },
  ],
  badge: ({ outcome }) => <Outcome outcome={outcome} />,
  sections: [
    { id: '', fields: who },
    { id: 'questions', fields: fields.map(({ name }) => ({ name })) },
  ],
  after: ({ outcome, explanation }) => (
    <Notice
      tone={outcome === 'confirm' ? 'success' : outcome === 'rewrite' ? 'warning' : 'info'}
      title={t(`${ns}:explained.${outcome}`)}
    >
      <ul>
        {explanation.map((why) => (
          <li key={why}>{why}</li>
        ))}
      </ul>
    </Notice>
  ),
  actions: { archive: { reason: true } },
  form: {
    defaults: { year: new Date().getFullYear() + 1 },
    sections: [
      { id: 'plan', fields: who },
      { id: 'questions', fields },
    ],
    toValues: (row) => toValues([...who, ...fields], row),
    toNew: (body) => answered(body) as never,
    toEdit: (body) => answered(body) as never,
  },
});
