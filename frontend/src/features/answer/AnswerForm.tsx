import { useState } from 'react';
import { httpAs, onceHeader, orThrow, type Schemas } from '@/api/client';
import { upload } from '@/api/upload';
import { t } from '@/lib/i18n';
import { newKey, useIdempotencyKey } from '@/lib/idempotency';
import { useServerForm } from '@/lib/use-server-form';
import { FileField } from '@/resource/FileField';
import { Field, Select, Textarea } from '@/ui/Field';
import { FormSection } from '@/ui/Form';
import { ServerForm } from '@/ui/ServerForm';

type Question = Schemas['MonitoringQuestion'];
type Reply = Schemas['MonitoringReply'];
type Props = { token: string; question: Question; done: () => void };

const choices = ['yes', 'partly', 'no', 'not_due'];

/** Done? The value of the indicator? Remarks? And a file, if there is one: what was refused keeps all that was written. */
export function AnswerForm({ token, question, done }: Props) {
  const [file, setFile] = useState<File>();
  const [files, setFiles] = useState(question.files);
  const [once] = useIdempotencyKey();
  const labels = {
    implementation: t('answer:q.implementation'),
    value: t('answer:q.value'),
    notes: t('answer:q.notes'),
    file: t('answer:q.file'),
  };
  const { form, message, ...rest } = useServerForm({
    defaults: { implementation: '', value: '', notes: '' },
    labels,
    save: async ({ implementation, value, notes }) => {
      if (file) {
        const options = { once: newKey(), token };
        const sent = await upload<Question>('/monitoring-question/evidence', file, options);
        setFiles(sent.files);
        setFile(undefined);
      }
      const body = { implementation: implementation as Reply['implementation'], value, notes };
      const params = { header: onceHeader(once + implementation + value.length + notes.length) };
      orThrow(await httpAs(token).POST('/monitoring-question/answer', { params, body }));
      done();
    },
  });
  return (
    <ServerForm of={rest} label={t('answer:title')} send={t('answer:send')}>
      <FormSection legend={t('answer:questions')}>
        <Select
          label={labels.implementation}
          full
          required
          empty={t('ui:multi.choose')}
          options={choices.map((value) => ({ value, label: t(`answer:value.${value}`) }))}
          error={message('implementation')}
          {...form.register('implementation', { required: t('ui:required') })}
        />
        <Field
          label={labels.value}
          help={t('answer:help.value')}
          full
          maxLength={200}
          error={message('value')}
          {...form.register('value')}
        />
        <Textarea
          label={labels.notes}
          help={t('answer:help.notes')}
          full
          maxLength={2000}
          error={message('notes')}
          {...form.register('notes')}
        />
        <FileField
          name="file"
          label={labels.file}
          help={t('answer:help.file')}
          accept={['.pdf', '.p7m', '.p7s']}
          value={file}
          onChange={(next) => setFile(next as File | undefined)}
          errorAt={() => undefined}
          error={message('file')}
        />
        {files.length > 0 && <p role="status">{t('answer:files', { count: files.length })}</p>}
      </FormSection>
    </ServerForm>
  );
}
