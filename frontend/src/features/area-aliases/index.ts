import { codedName, municipalityName, vocabularies } from '@/api/reference';
import { define } from '@/resource/definition';
import { municipalityOptions, ownMunicipality, vocabularyOptions } from '@/resource/options';
import { pagesOf } from '@/resource/pages';
import { resource } from '@/resource/resource';

const areas = vocabularyOptions('risk_areas');

const aliases = define({
  resource: resource('/area-aliases', '/area-aliases/{id}'),
  ns: 'area-aliases',
  path: '/nomi-delle-aree',
  create: ['local-risk:write'],
  unhistoried: true,
  title: (row) => row.alias,
  defaultSort: 'alias',
  formats: {
    area: (code) => codedName(vocabularies().risk_areas, String(code)),
    municipality: (code) => municipalityName(String(code)),
  },
  columns: [
    { name: 'alias', sort: 'alias', show: (row) => row.alias },
    { name: 'area' },
    { name: 'municipality' },
    { name: 'updated_at', sort: 'updated_at' },
  ],
  filters: [
    { name: 'municipality', kind: 'many', useOptions: municipalityOptions },
    { name: 'area', kind: 'many', useOptions: areas },
  ],
  sections: [{ id: '', fields: [{ name: 'municipality' }, { name: 'alias' }, { name: 'area' }] }],
  actions: { archive: { reason: true } },
  form: {
    sections: [
      {
        id: '',
        fields: [
          ownMunicipality,
          { name: 'alias', kind: 'text', required: true, maxLength: 120 },
          { name: 'area', kind: 'select', required: true, useOptions: areas },
        ],
      },
    ],
  },
});

export const { definition, ListPage, DetailPage, NewPage, EditPage } = pagesOf(aliases);
