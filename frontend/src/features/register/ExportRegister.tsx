import { useState } from 'react';
import { api } from '@/api/client';
import { download, downloadFile, type Format } from '@/api/download';
import { t } from '@/lib/i18n';
import { stringifySearch } from '@/lib/url-state';
import { FormatButtons } from '@/ui/DraftList';
import { Select } from '@/ui/Field';
import { FormSection } from '@/ui/Form';
import { years } from './years';

/** The register of a municipality in every format: a section for any page about it. */
export function ExportRegister({ code }: { code: string }) {
  const [year, setYear] = useState('');
  const [method, setMethod] = useState('');
  const { data } = api.useQuery('get', '/templates'); // says which documents this server can make
  const formats = data?.items[0]?.formats ?? ['docx'];
  const path = `/municipalities/${code}/register`;
  const filter = { ...(year && { year }), ...(method && { method }) };
  return (
    <>
      <FormSection>
        <Select
          label={t('register:export.year')}
          empty={t('register:export.latest')}
          options={years()}
          value={year}
          onChange={(event) => setYear(event.target.value)}
        />
        <Select
          label={t('register:export.method')}
          empty={t('register:export.any')}
          options={['pna2019', 'pna2013'].map((value) => ({ value, label: t(`register:method.${value}`) }))}
          value={method}
          onChange={(event) => setMethod(event.target.value)}
        />
      </FormSection>
      <h2 className="h5">{t('register:export.sheet')}</h2>
      <p>{t('register:export.sheet-help')}</p>
      <FormatButtons
        formats={['xlsx', 'csv']}
        name={t('register:export.sheet-name')}
        onDownload={(format) =>
          download(path + stringifySearch(filter), format as Format, `registro-${code}`)
        }
      />
      <h2 className="h5 mt-4">{t('register:export.document')}</h2>
      <p>{t('register:export.document-help')}</p>
      <FormatButtons
        formats={formats}
        name={t('register:export.document-name')}
        onDownload={(format, waiting) =>
          downloadFile(
            `${path}/document${stringifySearch({ ...filter, format })}`,
            `registro-${code}.${format}`,
            waiting,
          )
        }
      />
    </>
  );
}
