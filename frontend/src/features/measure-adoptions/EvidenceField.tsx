import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Schemas } from '@/api/client';
import { useSession } from '@/api/session';
import { upload } from '@/api/upload';
import { t } from '@/lib/i18n';
import { useIdempotencyKey } from '@/lib/idempotency';
import type { Problem } from '@/lib/problem';
import { FileField } from '@/resource/FileField';
import { Select } from '@/ui/Field';
import { Fold } from '@/ui/Fold';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { toast } from '@/ui/Toast';
import { useDocuments } from './owner';

type Document = Schemas['Document'];
type Props = {
  name: string;
  municipality: string;
  value?: number;
  onChange: (id?: number) => void;
  error?: string;
};

/** One of the municipality's documents, or a new one that is added to them at once. */
export function EvidenceField({ name, municipality, value, onChange, error }: Props) {
  const { can } = useSession();
  const { data, refetch } = useDocuments(municipality);
  return (
    <div>
      <Select
        label={t('measure-adoptions:phase.document')}
        help={t('measure-adoptions:phase.document-help')}
        name={name}
        error={error}
        options={(data ?? []).map(({ id, title }) => ({ value: String(id), label: title }))}
        empty={t('measure-adoptions:phase.no-document')}
        value={value ? String(value) : ''}
        onChange={(event) => onChange(Number(event.target.value) || undefined)}
      />
      {can('adhesion:write') && (
        <Upload
          name={`${name}.file`}
          municipality={municipality}
          done={async (id) => {
            await refetch();
            onChange(id);
          }}
        />
      )}
    </div>
  );
}

type UploadProps = { name: string; municipality: string; done: (id: number) => Promise<void> };

function Upload({ name, municipality, done }: UploadProps) {
  const [file, setFile] = useState<File>();
  const [once, renew] = useIdempotencyKey();
  const send = useMutation<Document, Problem, File>({
    mutationFn: (chosen) =>
      upload<Document>('/documents', chosen, {
        query: { municipality, kind: 'other', filename: chosen.name, sharing: 'own' },
        once,
      }),
    onSuccess: async ({ id, title }) => {
      setFile(undefined);
      toast(t('measure-adoptions:phase.uploaded', { title }));
      await done(id);
    },
    onSettled: renew,
  });
  return (
    <Fold title={t('measure-adoptions:phase.upload')}>
      <FileField
        name={name}
        label={t('measure-adoptions:phase.file')}
        accept={['.pdf', '.p7m', '.p7s']}
        value={file}
        onChange={(next) => {
          setFile(next as File | undefined);
          if (next) send.mutate(next as File);
        }}
        errorAt={() => undefined}
      />
      <ProblemAlert problem={send.error} fields />
    </Fold>
  );
}
