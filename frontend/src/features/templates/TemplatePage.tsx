import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { api, type Schemas } from '@/api/client';
import { t } from '@/lib/i18n';
import { useCrumbs } from '@/resource/crumbs';
import { municipalityOptions } from '@/resource/options';
import { DataTable } from '@/ui/DataTable';
import { Select } from '@/ui/Field';
import { Loading } from '@/ui/Loading';
import { Page } from '@/ui/Page';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { definition } from './definition';
import { UploadForm } from './UploadForm';
import { Versions } from './Versions';

/** One template: its versions with their previews, a new one, the placeholders it may hold. */
export function TemplatePage() {
  const { id: code = '' } = useParams({ strict: false }) as { id?: string };
  const crumbs = useCrumbs(definition);
  const [municipality, setMunicipality] = useState('');
  const { data, error, refetch } = api.useQuery('get', '/templates/{code}', { params: { path: { code } } });
  if (!data) {
    return (
      <Page title={t('templates:one')} crumbs={crumbs}>
        {error ? <ProblemAlert problem={error} retry={() => refetch()} /> : <Loading />}
      </Page>
    );
  }
  return (
    <Page title={data.name} lead={data.description} crumbs={crumbs}>
      <h2 className="h5">{t('templates:versions.title')}</h2>
      <Select
        label={t('templates:preview.municipality')}
        help={t('templates:preview.help')}
        empty={t('templates:preview.sample')}
        options={municipalityOptions()}
        value={municipality}
        onChange={(event) => setMunicipality(event.target.value)}
      />
      <Versions code={code} formats={data.formats} municipality={municipality} />
      {data.actions.includes('upload') && <UploadForm code={code} />}
      <h2 className="h5">{t('templates:placeholders.title')}</h2>
      <p>{t('templates:placeholders.lead')}</p>
      <Placeholders placeholders={data.placeholders} />
    </Page>
  );
}

const Placeholders = ({ placeholders }: Pick<Schemas['Template'], 'placeholders'>) => (
  <DataTable
    caption={t('templates:placeholders.title')}
    rows={placeholders}
    keyOf={({ name }) => name}
    columns={[
      {
        name: 'name',
        label: t('templates:placeholders.name'),
        show: ({ name }) => <code>{`{{${name}}}`}</code>,
      },
      {
        name: 'meaning',
        label: t('templates:placeholders.meaning'),
        show: ({ meaning }) => meaning,
      },
      {
        name: 'where',
        label: t('templates:placeholders.where'),
        show: ({ where }) => where,
      },
      {
        name: 'required',
        label: t('templates:placeholders.required'),
        show: ({ required }) => (required ? t('ui:yes') : t('ui:no')),
      },
    ]}
  />
);
