import { useMutation } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { formats } from '@/api/download';
import { useMunicipality } from '@/api/municipality';
import { refetchAll } from '@/api/query-client';
import { cancelUpload, upload, useUploadProgress } from '@/api/upload';
import { t } from '@/lib/i18n';
import { useIdempotencyKey } from '@/lib/idempotency';
import type { Problem } from '@/lib/problem';
import { first, type Search } from '@/lib/url-state';
import { useHomeCrumb } from '@/resource/crumbs';
import { useOwnMunicipalityOptions } from '@/resource/options';
import { Button } from '@/ui/Button';
import { Field, Select } from '@/ui/Field';
import { FileInput } from '@/ui/FileInput';
import { Form, FormSection } from '@/ui/Form';
import { Page } from '@/ui/Page';
import { ProblemAlert } from '@/ui/ProblemAlert';
import type { Import } from './words';

const MOST = 20 * 1024 * 1024;

/** The first step: which file, of which municipality and year. */
export function UploadPage() {
  const navigate = useNavigate();
  const asked = first((useSearch({ strict: false }) as Search).municipality);
  const { code } = useMunicipality();
  const options = useOwnMunicipalityOptions();
  const [municipality, setMunicipality] = useState(asked ?? code);
  const [year, setYear] = useState(String(new Date().getFullYear()));
  const [header, setHeader] = useState('');
  const [file, setFile] = useState<File>();
  const [tried, setTried] = useState(false);
  const [once, renew] = useIdempotencyKey();
  const progress = useUploadProgress(file);
  const send = useMutation<Import, Problem, File>({
    mutationFn: (chosen) =>
      upload<Import>('/register-imports', chosen, {
        once,
        media: chosen.name.toLowerCase().endsWith('.csv') ? formats.csv : formats.xlsx,
        query: { municipality, year, filename: chosen.name, ...(header && { header_row: header }) },
      }),
    onSuccess: async ({ id }) => {
      await refetchAll();
      await navigate({ to: `/importazioni/${id}` as '/' });
    },
    onSettled: renew,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (file && municipality && year && !send.isPending) send.mutate(file);
  };
  const missing = (value: unknown) => (tried && !value ? t('ui:required') : undefined);
  return (
    <Page
      title={t('register-imports:new')}
      lead={t('register-imports:intro')}
      crumbs={[useHomeCrumb(), { to: '/importazioni', label: t('register-imports:title') }]}
    >
      <Form
        label={t('register-imports:new')}
        onSubmit={submit}
        actions={
          <Button type="submit" busy={send.isPending}>
            {t('register-imports:upload.send')}
          </Button>
        }
      >
        <FormSection>
          <ProblemAlert problem={send.error} fields />
          <Select
            name="municipality"
            label={t('register-imports:upload.municipality')}
            empty={t('register-imports:upload.choose')}
            options={options}
            required
            value={municipality}
            error={missing(municipality)}
            onChange={(event) => setMunicipality(event.target.value)}
          />
          <Field
            name="year"
            label={t('register-imports:upload.year')}
            type="number"
            min={2013}
            max={2100}
            required
            value={year}
            error={missing(year)}
            onChange={(event) => setYear(event.target.value)}
          />
          <FileInput
            name="file"
            label={t('register-imports:upload.file')}
            help={t('register-imports:upload.help')}
            accept={['.xlsx', '.csv']}
            most={MOST}
            required
            full
            value={file}
            error={missing(file)}
            onChange={(chosen) => {
              setFile(chosen);
              send.reset();
            }}
            progress={progress}
            onCancel={() => file && cancelUpload(file)}
          />
          <Field
            name="header_row"
            label={t('register-imports:upload.header')}
            help={t('register-imports:upload.header-help')}
            type="number"
            min={1}
            max={100}
            value={header}
            onChange={(event) => setHeader(event.target.value)}
          />
        </FormSection>
      </Form>
    </Page>
  );
}
