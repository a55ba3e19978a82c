import { useMutation } from '@tanstack/react-query';
import type { Schemas } from '@/api/client';
import { downloadFile } from '@/api/download';
import { t } from '@/lib/i18n';
import type { Problem } from '@/lib/problem';
import { Button, ButtonRow } from '@/ui/Button';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { SignatureFacts } from '@/ui/SignatureFacts';

/** The file, what is inside it, and who signed it. */
export function Content({ row }: { row: Schemas['Document'] }) {
  const path = `/documents/${row.id}/content`;
  return (
    <>
      <ButtonRow>
        <Save path={path} name={row.filename} label={t('documents:save')} />
        {row.signature.inner_media && (
          <Save
            path={`${path}?inner=true`}
            name={row.signature.inner_filename ?? row.filename}
            label={t('documents:save-inner')}
          />
        )}
      </ButtonRow>
      <SignatureFacts signature={row.signature} />
    </>
  );
}

function Save({ path, name, label }: { path: string; name: string; label: string }) {
  const save = useMutation<void, Problem>({ mutationFn: () => downloadFile(path, name) });
  return (
    <>
      <Button look="outline" icon="it-download" busy={save.isPending} onClick={() => save.mutate()}>
        {label}
      </Button>
      <ProblemAlert problem={save.error} />
    </>
  );
}
