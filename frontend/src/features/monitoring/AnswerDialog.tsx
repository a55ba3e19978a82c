import { useState } from 'react';
import { api, http, ifMatch, orThrow, type Schemas } from '@/api/client';
import { refetchAll } from '@/api/query-client';
import { upload } from '@/api/upload';
import { t } from '@/lib/i18n';
import { useIdempotencyKey } from '@/lib/idempotency';
import { useServerForm } from '@/lib/use-server-form';
import { FileField } from '@/resource/FileField';
import { enumOptions } from '@/resource/words';
import { Dialog } from '@/ui/Dialog';
import { Field, Select, Textarea } from '@/ui/Field';
import { FormSection } from '@/ui/Form';
import { MultiSelect } from '@/ui/MultiSelect';
import { ServerForm } from '@/ui/ServerForm';
import { toast } from '@/ui/Toast';
import { type Check, implementations, tagOf } from './words';

const text = (key: string) => t(`monitoring-checks:${key}`);

/** The first level: how the measure goes, and what proves it. */
export function AnswerDialog({ check, onClose }: { check: Check; onClose: () => void }) {
  const [documents, setDocuments] = useState(check.evidence.map(({ id }) => String(id)));
  const [file, setFile] = useState<File>();
  const [once, renew] = useIdempotencyKey();
  const labels = {
    implementation: text('field.implementation'),
    value: text('field.value'),
    notes: text('field.notes'),
    office: text('field.office'),
    documents: text('field.documents'),
  };
  const { form, message, ...rest } = useServerForm({
    defaults: {
      implementation: check.implementation ?? '',
      value: check.value ?? '',
      notes: check.notes ?? '',
      office: check.office || check.responsible || '',
    },
    labels,
    save: async ({ implementation, value, notes, office }) => {
      let ids = documents.map(Number);
      if (file) {
        const query = {
          municipality: check.municipality,
          kind: 'other',
          filename: file.name,
          sharing: 'own',
        };
        const { id } = await upload<Schemas['Document']>('/documents', file, { query, once }).finally(renew);
        ids = [...ids, id];
        setDocuments(ids.map(String));
        setFile(undefined);
      }
      orThrow(
        await http.PUT('/monitoring-checks/{id}/implementation', {
          params: { path: { id: check.id }, header: ifMatch(tagOf(check)) },
          body: {
            implementation: implementation as Schemas['MonitoringAnswer']['implementation'],
            value,
            notes,
            office,
            documents: ids,
          },
        }),
      );
      toast(t('monitoring-checks:answered', { title: check.title }));
      onClose();
      await refetchAll();
    },
  });
  return (
    <Dialog title={t('monitoring-checks:first-of', { title: check.title })} wide onClose={onClose}>
      <ServerForm of={rest} label={text('first')} onCancel={onClose}>
        <p>{text('first-lead')}</p>
        <FormSection legend="">
          <Select
            label={labels.implementation}
            required
            empty={t('ui:multi.choose')}
            options={enumOptions('monitoring-checks', 'implementation', implementations)}
            error={message('implementation')}
            {...form.register('implementation', { required: t('ui:required') })}
          />
          <Field
            label={labels.value}
            help={check.indicator}
            maxLength={200}
            error={message('value')}
            {...form.register('value')}
          />
          <Textarea
            label={labels.notes}
            help={text('help.notes')}
            full
            maxLength={2000}
            error={message('notes')}
            {...form.register('notes')}
          />
          <Field
            label={labels.office}
            help={text('help.office')}
            full
            maxLength={200}
            error={message('office')}
            {...form.register('office')}
          />
          <Papers
            municipality={check.municipality}
            kept={check.evidence}
            label={labels.documents}
            error={message('documents')}
            value={documents}
            onChange={setDocuments}
          />
          <FileField
            name="file"
            label={text('field.file')}
            accept={['.pdf', '.p7m', '.p7s']}
            value={file}
            onChange={(next) => setFile(next as File | undefined)}
            errorAt={() => undefined}
          />
        </FormSection>
      </ServerForm>
    </Dialog>
  );
}

type PapersProps = {
  municipality: string;
  kept: Check['evidence'];
  label: string;
  error?: string;
  value: string[];
  onChange: (value: string[]) => void;
};

/** The documents of the municipality that may prove it; those that do already are always among them. */
function Papers({ municipality, kept, ...input }: PapersProps) {
  const query = { municipality: [municipality], limit: 100 };
  const { data } = api.useQuery('get', '/documents', { params: { query } });
  const items = typeof data === 'object' ? data.items : [];
  const all = [...kept, ...items.filter(({ id }) => !kept.some((one) => one.id === id))];
  const options = all.map(({ id, title }) => ({ value: String(id), label: title }));
  if (options.length === 0) return null;
  return <MultiSelect {...input} name="documents" full spelled options={options} />;
}
