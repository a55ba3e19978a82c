import { codedName, vocabularies } from '@/api/reference';
import { define } from '@/resource/definition';
import { vocabularyOptions } from '@/resource/options';
import { resource } from '@/resource/resource';
import { enumOptions } from '@/resource/words';
import { InTheNetwork } from './InTheNetwork';

const ns = 'measures';
const scopes = () => enumOptions(ns, 'scope', ['general', 'specific']);

export const definition = define({
  resource: resource('/measures', '/measures/{id}'),
  ns,
  path: '/misure',
  create: ['catalogue:write'],
  defaultSort: 'code',
  title: ({ code, name }) => `${code} ${name}`,
  formats: {
    type: (code) => codedName(vocabularies().measure_types, String(code)),
    areas: (code) => codedName(vocabularies().risk_areas, String(code)),
    enabling_factors: (code) => codedName(vocabularies().enabling_factors, String(code)),
  },
  columns: [
    { name: 'name', sort: 'name' },
    { name: 'code', sort: 'code' },
    { name: 'type' },
    { name: 'scope' },
    { name: 'enabling_factors', show: ({ enabling_factors }) => enabling_factors.join(', ') },
  ],
  filters: [
    { name: 'type', kind: 'many', useOptions: vocabularyOptions('measure_types') },
    { name: 'area', kind: 'many', useOptions: vocabularyOptions('risk_areas') },
    { name: 'scope', kind: 'one', useOptions: scopes },
    { name: 'factor', kind: 'many', useOptions: vocabularyOptions('enabling_factors') },
  ],
  sections: [
    {
      id: '',
      fields: [
        { name: 'type' },
        { name: 'scope' },
        { name: 'areas' },
        { name: 'enabling_factors' },
        { name: 'legal_basis', maybe: true },
      ],
    },
    {
      id: 'attributes',
      fields: [
        { name: 'phases' },
        { name: 'responsible' },
        { name: 'indicator' },
        { name: 'target' },
        { name: 'small_variant', maybe: true },
        { name: 'sustainability', maybe: true },
      ],
    },
  ],
  after: (row) => <InTheNetwork measure={row} />,
  actions: { archive: { reason: true }, adoption: { hidden: true } },
  form: {
    defaults: { scope: 'specific' },
    sections: [
      {
        id: 'what',
        fields: [
          { name: 'name', kind: 'textarea', required: true, full: true, maxLength: 300 },
          {
            name: 'type',
            kind: 'select',
            required: true,
            useOptions: vocabularyOptions('measure_types'),
          },
          { name: 'scope', kind: 'select', required: true, useOptions: scopes },
          { name: 'areas', kind: 'multi', useOptions: vocabularyOptions('risk_areas') },
          { name: 'enabling_factors', kind: 'multi', useOptions: vocabularyOptions('enabling_factors') },
          { name: 'legal_basis', kind: 'text', full: true, maxLength: 300 },
        ],
      },
      {
        id: 'attributes',
        fields: [
          { name: 'phases', kind: 'text', full: true, maxLength: 500 },
          { name: 'responsible', kind: 'text', maxLength: 200 },
          { name: 'target', kind: 'text', maxLength: 200 },
          { name: 'indicator', kind: 'text', full: true, maxLength: 300 },
          { name: 'small_variant', kind: 'textarea', full: true, maxLength: 1000 },
          { name: 'sustainability', kind: 'textarea', full: true, maxLength: 1000 },
        ],
      },
    ],
  },
});
