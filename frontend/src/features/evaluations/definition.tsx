import { codedName, municipalityName, vocabularies } from '@/api/reference';
import { define, type FieldDef, type FormDef } from '@/resource/definition';
import { municipalityOptions } from '@/resource/options';
import { resource } from '@/resource/resource';
import { enumOptions, rowNumber } from '@/resource/words';
import { Badges, LevelBadge } from './Level';
import { type Evaluation, levels, levelText } from './words';
import { yearOptions } from './years';

const ns = 'evaluations';
const choices = (field: string, codes: readonly string[]) => () => enumOptions(ns, field, codes);
const why: FieldDef = { name: 'motivation', kind: 'textarea', required: true, full: true, maxLength: 4000 };

const part = (choice: FieldDef, toValues: (row: Evaluation) => Record<string, unknown>) =>
  ({ sections: [{ id: '', fields: [choice, why] }], toValues }) as FormDef<Evaluation, never, unknown>;

/** The answer to an indicator of the PNA 2019. */
const answerText = (value: unknown) => levelText(levels[Number(value) - 1] ?? '');

export const definition = define({
  resource: resource('/evaluations', '/evaluations/{id}'),
  ns,
  path: '/valutazioni',
  wordless: true,
  defaultSort: '-updated_at',
  title: ({ event, year }) => `${event}, ${year}`,
  formats: {
    area: (code) => codedName(vocabularies().risk_areas, String(code)),
    municipality: (code) => municipalityName(String(code)),
    year: String,
    level: (level) => levelText(String(level)),
    suggested: (level) => levelText(String(level)),
    residual: (level) => levelText(String(level)),
    treatment_level: (level) => levelText(String(level)),
    risk: rowNumber,
    previous: rowNumber,
    ...Object.fromEntries([1, 2, 3, 4, 5, 6].map((n) => [`Q${n}`, answerText])),
  },
  columns: [
    { name: 'event', show: ({ event }) => event },
    { name: 'area' },
    { name: 'process' },
    { name: 'municipality' },
    { name: 'year', sort: 'year', numeric: true },
    { name: 'level', show: ({ level }) => <LevelBadge level={level} /> },
    { name: 'state', show: (row) => <Badges {...row} /> },
    { name: 'updated_at', sort: 'updated_at' },
  ],
  filters: [
    { name: 'municipality', kind: 'many', useOptions: municipalityOptions },
    { name: 'year', kind: 'many', useOptions: yearOptions },
    { name: 'state', kind: 'many', useOptions: choices('state', ['draft', 'confirmed']) },
    { name: 'level', kind: 'many', useOptions: choices('level', levels) },
    { name: 'method', kind: 'many', useOptions: choices('method', ['pna2019', 'pna2013']) },
  ],
  sections: [],
  badge: (row) => <Badges {...row} />,
  actions: {
    edit: { hidden: true },
    confirmation: { hidden: true },
    archive: { reason: true },
    treatment: { address: 'trattamento' },
    residual: { address: 'residuo' },
  },
  parts: {
    treatment: part(
      {
        name: 'treatment',
        kind: 'select',
        required: true,
        useOptions: choices('treatment', ['treat', 'keep', 'none']),
      },
      (row) => ({ treatment: row.treatment ?? '', motivation: row.treatment_motivation ?? '' }),
    ),
    residual: part(
      { name: 'level', kind: 'select', required: true, useOptions: choices('level', levels) },
      (row) => ({ level: row.residual_level ?? '', motivation: row.residual_motivation ?? '' }),
    ),
  },
});
