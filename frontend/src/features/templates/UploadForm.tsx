import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { Schemas } from '@/api/client';
import { refetchAll } from '@/api/query-client';
import { cancelUpload, upload, useUploadProgress } from '@/api/upload';
import { t } from '@/lib/i18n';
import { useIdempotencyKey } from '@/lib/idempotency';
import type { Problem } from '@/lib/problem';
import { Button } from '@/ui/Button';
import { Field } from '@/ui/Field';
import { FileInput } from '@/ui/FileInput';
import { Form, FormSection } from '@/ui/Form';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { toast } from '@/ui/Toast';

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const MOST = 5 * 1024 * 1024;

/** A new version of a template; what is wrong with its placeholders is said one by one. */
export function UploadForm({ code }: { code: string }) {
  const [file, setFile] = useState<File>();
  const [note, setNote] = useState('');
  const [missing, setMissing] = useState(false);
  const [once, renew] = useIdempotencyKey();
  const progress = useUploadProgress(file);
  const send = useMutation<Schemas['TemplateVersion'], Problem, File>({
    mutationFn: (chosen) =>
      upload(`/templates/${code}/versions`, chosen, { once, media: DOCX, query: note ? { note } : {} }),
    onSuccess: async ({ number }) => {
      toast(t('templates:upload.done', { number }));
      setFile(undefined);
      setNote('');
      await refetchAll();
    },
    onSettled: renew, // a corrected file is another request
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setMissing(!file);
    if (file && !send.isPending) send.mutate(file);
  };
  return (
    <Form
      label={t('templates:upload.title')}
      onSubmit={submit}
      actions={
        <Button type="submit" busy={send.isPending}>
          {t('templates:upload.send')}
        </Button>
      }
    >
      <FormSection legend={t('templates:upload.title')}>
        <ProblemAlert problem={send.error} fields />
        <FileInput
          key={send.data?.id}
          name="file"
          label={t('templates:upload.file')}
          help={t('templates:upload.help')}
          accept={['.docx']}
          most={MOST}
          required
          full
          value={file}
          error={missing && !file ? t('ui:required') : undefined}
          onChange={(chosen) => {
            setFile(chosen);
            send.reset();
          }}
          progress={progress}
          onCancel={() => file && cancelUpload(file)}
        />
        <Field
          name="note"
          label={t('templates:upload.note')}
          maxLength={500}
          full
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
      </FormSection>
    </Form>
  );
}
