import { codedName, municipalityName, vocabularies } from '@/api/reference';
import { define } from '@/resource/definition';
import { municipalityOptions, ownMunicipality, vocabularyOptions } from '@/resource/options';
import { resource } from '@/resource/resource';
import { enumOptions } from '@/resource/words';

const ns = 'processes';
const forms = () =>
  enumOptions(ns, 'management_form', [
    'direct',
    'union',
    'convention',
    'cuc',
    'srr',
    'district',
    'contract',
    'in_house',
  ]);

export const definition = define({
  resource: resource('/processes', '/processes/{id}'),
  ns,
  path: '/processi',
  create: ['local-risk:write'],
  title: (row) => row.name,
  defaultSort: 'name',
  formats: {
    area: (code) => codedName(vocabularies().risk_areas, String(code)),
    municipality: (code) => municipalityName(String(code)),
  },
  columns: [
    { name: 'name', sort: 'name', show: (row) => row.name },
    { name: 'municipality' },
    { name: 'area' },
    { name: 'management_form' },
    { name: 'owner_body' },
    { name: 'updated_at', sort: 'updated_at' },
  ],
  filters: [
    { name: 'municipality', kind: 'many', useOptions: municipalityOptions },
    { name: 'area', kind: 'many', useOptions: vocabularyOptions('risk_areas') },
    { name: 'management_form', kind: 'many', useOptions: forms },
  ],
  sections: [
    {
      id: '',
      fields: [
        { name: 'municipality' },
        { name: 'name' },
        { name: 'area' },
        { name: 'management_form' },
        { name: 'owner_body', maybe: true },
        { name: 'office' },
        { name: 'description' },
      ],
    },
  ],
  actions: { archive: { reason: true } },
  form: {
    sections: [
      {
        id: '',
        fields: [
          ownMunicipality,
          { name: 'name', kind: 'text', required: true, maxLength: 200 },
          { name: 'area', kind: 'select', required: true, useOptions: vocabularyOptions('risk_areas') },
          { name: 'management_form', kind: 'select', required: true, useOptions: forms },
          {
            name: 'owner_body',
            kind: 'text',
            required: true,
            maxLength: 200,
            when: ({ management_form }) => !!management_form && management_form !== 'direct',
          },
          { name: 'office', kind: 'text', maxLength: 200 },
          { name: 'description', kind: 'textarea', full: true, maxLength: 1000 },
        ],
      },
    ],
  },
});
