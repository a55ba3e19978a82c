import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Schemas } from '@/api/client';
import { refetchAll } from '@/api/query-client';
import { useSession } from '@/api/session';
import { upload } from '@/api/upload';
import { formatDateOnly } from '@/lib/dates';
import { t } from '@/lib/i18n';
import { useIdempotencyKey } from '@/lib/idempotency';
import type { Problem } from '@/lib/problem';
import { FileField } from '@/resource/FileField';
import { AppLink } from '@/ui/AppLink';
import { Button } from '@/ui/Button';
import { DataTable } from '@/ui/DataTable';
import { EmptyState } from '@/ui/EmptyState';
import { Select } from '@/ui/Field';
import { Form, FormSection } from '@/ui/Form';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { SignatureBadge } from '@/ui/SignatureFacts';
import { toast } from '@/ui/Toast';
import { usePapers } from './usePapers';

type Document = Schemas['Document'];
const kinds = [
  'act',
  'opinion',
  'publication',
  'pec_receipt',
  'protocol',
  'appointment',
  'withdrawal',
  'other',
];

/** The papers of a municipality's way: what is there, and where to put more. */
export function Papers({ municipality }: { municipality: string }) {
  const { me } = useSession();
  const writes = me?.permissions.includes('adhesion:write');
  const { data, error } = usePapers(municipality);
  return (
    <>
      <ProblemAlert problem={error} />
      {!data && !error && <Loading />}
      {data?.length === 0 && (
        <EmptyState title={t('adhesions:papers.none')} hint={t('adhesions:papers.none-hint')} />
      )}
      {data && data.length > 0 && (
        <DataTable
          caption={t('adhesions:tab.documenti')}
          rows={data}
          keyOf={({ id }) => String(id)}
          columns={[
            {
              name: 'title',
              label: t('adhesions:papers.title'),
              show: ({ id, title }) => <AppLink to={`/documenti/${id}`}>{title}</AppLink>,
            },
            { name: 'kind', label: t('adhesions:papers.kind'), show: ({ kind }) => kindText(kind) },
            {
              name: 'signature',
              label: t('adhesions:papers.signature'),
              show: ({ signature }) => <SignatureBadge status={signature.status} />,
            },
            {
              name: 'when',
              label: t('adhesions:papers.when'),
              show: ({ created_at }) => formatDateOnly(created_at),
            },
          ]}
        />
      )}
      {writes && <Upload municipality={municipality} />}
    </>
  );
}

const kindText = (kind: string) => t(`adhesions:papers.kinds.${kind}`);

function Upload({ municipality }: { municipality: string }) {
  const [file, setFile] = useState<File>();
  const [kind, setKind] = useState('act');
  const [attempt, setAttempt] = useState(0);
  const [once, renew] = useIdempotencyKey();
  const missing = attempt > 0 && !file;
  const send = useMutation<Document, Problem>({
    mutationFn: () => {
      const query = { municipality, kind, filename: file!.name, sharing: 'own' };
      return upload<Document>('/documents', file!, { query, once });
    },
    onSuccess: async ({ title }) => {
      renew();
      setFile(undefined);
      setAttempt(0);
      toast(t('adhesions:papers.done', { title }));
      await refetchAll();
    },
    onError: renew,
  });
  return (
    <Form
      label={t('adhesions:papers.add')}
      onSubmit={(event) => {
        event.preventDefault();
        if (file) send.mutate();
        else setAttempt((n) => n + 1);
      }}
      actions={
        <Button type="submit" busy={send.isPending}>
          {t('adhesions:papers.send')}
        </Button>
      }
    >
      <FormSection legend={t('adhesions:papers.add')}>
        <Select
          label={t('adhesions:papers.kind')}
          value={kind}
          onChange={(event) => setKind(event.target.value)}
          options={kinds.map((value) => ({ value, label: kindText(value) }))}
        />
        <FileField
          name="file"
          label={t('adhesions:papers.file')}
          required
          accept={['.pdf', '.p7m', '.p7s']}
          value={file}
          onChange={(next) => setFile(next as File | undefined)}
          errorAt={() => undefined}
          error={missing ? t('ui:required') : undefined}
        />
      </FormSection>
      <ProblemAlert problem={send.error} fields />
    </Form>
  );
}
