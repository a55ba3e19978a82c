import type { Schemas } from '@/api/client';
import { municipalityName } from '@/api/reference';
import { useSession } from '@/api/session';
import { upload } from '@/api/upload';
import { t } from '@/lib/i18n';
import { formatBytes } from '@/lib/numbers';
import { define, type FieldDef, type FormValues } from '@/resource/definition';
import { FileField } from '@/resource/FileField';
import { municipalityOptions, useOwnMunicipalityOptions } from '@/resource/options';
import { type Resource, resource } from '@/resource/resource';
import { enumOptions } from '@/resource/words';
import { SignatureBadge } from '@/ui/SignatureFacts';
import { StatusBadge } from '@/ui/StatusBadge';
import { Content } from './Content';

const ns = 'documents';
const SIGNED = ['.pdf', '.p7m', '.p7s'];
const SHARED = [...SIGNED, '.docx', '.odt', '.xlsx', '.png', '.jpg'];

type Document = Schemas['Document'];
type Upload = FormValues & { file: File };

const kinds = () =>
  enumOptions(ns, 'kind', [
    'act',
    'opinion',
    'protocol',
    'appointment',
    'pec_receipt',
    'withdrawal',
    'publication',
    'other',
  ]);
const sharings = () => enumOptions(ns, 'sharing', ['own', 'network', 'public']);

const documents: Resource<Document, Document, Upload, Schemas['DocumentEdit']> = {
  ...(resource('/documents', '/documents/{id}') as unknown as Resource<
    Document,
    Document,
    Upload,
    Schemas['DocumentEdit']
  >),
  create: ({ file, ...query }, once) =>
    upload<Document>('/documents', file, { query: { ...query, filename: file.name }, once }),
};

/** The secretariat may leave it empty: then the document is the network's. */
function useNoMunicipality(): string {
  const { can } = useSession();
  return t(can('adhesion:admin') ? `${ns}:of-network` : 'ui:multi.choose');
}

function useAccepted(): string[] {
  return useSession().can('adhesion:admin') ? SHARED : SIGNED;
}

function Upload(input: Parameters<NonNullable<Extract<FieldDef, { kind: 'custom' }>['render']>>[0]) {
  return <FileField {...input} name="file" required accept={useAccepted()} help={t(`${ns}:help.file`)} />;
}

const described: FieldDef[] = [
  { name: 'kind', kind: 'select', required: true, useOptions: kinds },
  { name: 'sharing', kind: 'select', required: true, useOptions: sharings },
];

export const definition = define({
  resource: documents,
  ns,
  path: '/documenti',
  create: ['adhesion:write'],
  defaultSort: '-updated_at',
  title: ({ title }) => title,
  formats: {
    municipality: (code) => municipalityName(String(code)),
    municipality_code: (code) => municipalityName(String(code)),
    size: (bytes) => formatBytes(Number(bytes)),
  },
  columns: [
    { name: 'title', sort: 'title' },
    {
      name: 'municipality',
      show: ({ municipality }) => (municipality ? municipalityName(municipality) : t(`${ns}:of-network`)),
    },
    { name: 'kind' },
    { name: 'signature', show: ({ signature }) => <SignatureBadge status={signature.status} /> },
    { name: 'sharing' },
    { name: 'updated_at', sort: 'updated_at' },
  ],
  filters: [
    { name: 'municipality', kind: 'many', useOptions: municipalityOptions },
    { name: 'kind', kind: 'many', useOptions: kinds },
    { name: 'sharing', kind: 'many', useOptions: sharings },
  ],
  sections: [
    {
      id: '',
      fields: [
        {
          name: 'municipality',
          show: ({ municipality }) => (municipality ? municipalityName(municipality) : t(`${ns}:of-network`)),
        },
        { name: 'kind' },
        { name: 'filename' },
        { name: 'size' },
        { name: 'sha256', show: ({ sha256 }) => <span className="mono">{sha256}</span> },
        { name: 'created_at' },
      ],
    },
  ],
  actions: { archive: { reason: true } },
  badge: ({ sharing }) => <StatusBadge tone="info">{t(`${ns}:value.sharing.${sharing}`)}</StatusBadge>,
  after: (row) => <Content row={row} />,
  newForm: {
    defaults: { sharing: 'own' },
    sections: [
      {
        id: '',
        fields: [
          {
            name: 'file',
            kind: 'custom',
            required: true,
            full: true,
            render: (input) => <Upload {...input} />,
          },
          {
            name: 'municipality',
            kind: 'select',
            useOptions: useOwnMunicipalityOptions,
            useEmpty: useNoMunicipality,
          },
          { name: 'title', kind: 'text', maxLength: 200 },
          ...described,
        ],
      },
    ],
    toNew: (body) => body as Upload,
  },
  form: {
    sections: [
      {
        id: '',
        fields: [{ name: 'title', kind: 'text', required: true, maxLength: 200, full: true }, ...described],
      },
    ],
  },
});
