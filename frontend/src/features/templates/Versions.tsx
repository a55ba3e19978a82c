import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api, http, ifMatch, onceHeader, orThrow, type Schemas } from '@/api/client';
import { downloadFile } from '@/api/download';
import { refetchAll } from '@/api/query-client';
import { formatInstant } from '@/lib/dates';
import { t } from '@/lib/i18n';
import { useIdempotencyKey } from '@/lib/idempotency';
import type { Problem } from '@/lib/problem';
import { Button } from '@/ui/Button';
import { ConfirmDialog } from '@/ui/ConfirmDialog';
import { DataTable } from '@/ui/DataTable';
import { FormatButtons } from '@/ui/DraftList';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { StatusBadge } from '@/ui/StatusBadge';
import { toast } from '@/ui/Toast';

type Version = Schemas['TemplateVersion'];
type Props = { code: string; formats: string[]; municipality: string };

const tones = { draft: 'warning', published: 'success', superseded: 'neutral' } as const;

export function Versions({ code, formats, municipality }: Props) {
  const { data, error, refetch } = api.useQuery('get', '/templates/{code}/versions', {
    params: { path: { code }, query: { limit: 200 } },
  });
  if (error) return <ProblemAlert problem={error} retry={() => refetch()} />;
  if (!data || typeof data === 'string') return <Loading />;
  const content = (version: Version, query: string, name: string) =>
    downloadFile(`/templates/${code}/versions/${version.number}/content?${query}`, name);
  const name = (version: Version) => t('templates:versions.number', { number: version.number });
  return (
    <DataTable
      caption={t('templates:versions.title')}
      rows={data.items}
      keyOf={({ number }) => String(number)}
      columns={[
        {
          name: 'number',
          label: t('templates:versions.version'),
          show: (version) => name(version),
        },
        {
          name: 'state',
          label: t('templates:versions.state'),
          show: ({ state }) => (
            <StatusBadge tone={tones[state as keyof typeof tones]}>
              {t(`templates:state.${state}`)}
            </StatusBadge>
          ),
        },
        {
          name: 'when',
          label: t('templates:versions.when'),
          show: ({ created_at, published_at }) => formatInstant(published_at ?? created_at),
        },
        {
          name: 'note',
          label: t('templates:versions.note'),
          show: ({ note }) => note || t('ui:empty-value'),
        },
        {
          name: 'preview',
          label: t('templates:versions.preview'),
          show: (version) => (
            <FormatButtons
              formats={formats}
              name={t('templates:versions.preview-of', { number: version.number })}
              onDownload={(format) =>
                content(
                  version,
                  `format=${format}${municipality && `&municipality=${municipality}`}`,
                  `${code}.${format}`,
                )
              }
            />
          ),
        },
        {
          name: 'original',
          label: t('templates:versions.original'),
          show: (version) => (
            <FormatButtons
              formats={['docx']}
              name={t('templates:versions.original-of', { number: version.number })}
              onDownload={() => content(version, 'original=true', `${code}.docx`)}
            />
          ),
        },
        {
          name: 'actions',
          label: t('templates:versions.actions'),
          show: (version) =>
            version.actions.length === 0
              ? t('ui:empty-value')
              : version.actions.map((action) => (
                  <Step key={action} code={code} version={version} action={action} />
                )),
        },
      ]}
    />
  );
}

/** Publishing or removing a draft, after saying what will happen. */
function Step({ code, version, action }: { code: string; version: Version; action: string }) {
  const [open, setOpen] = useState(false);
  const [once, renew] = useIdempotencyKey();
  const label = t(`templates:action.${action}`);
  const params = { code, number: version.number };
  const step = useMutation<void, Problem>({
    mutationFn: async () => {
      const header = ifMatch(`"${version.version}"`);
      if (action === 'archive') {
        orThrow(
          await http.DELETE('/templates/{code}/versions/{number}', { params: { path: params, header } }),
        );
        return;
      }
      orThrow(
        await http.POST('/templates/{code}/versions/{number}/publication', {
          params: { path: params, header: { ...header, ...onceHeader(once) } },
        }),
      );
    },
    onSuccess: async () => {
      setOpen(false);
      renew();
      toast(t(`templates:done.${action}`, { number: version.number }));
      await refetchAll();
    },
  });
  return (
    <>
      <Button
        small
        look={action === 'publication' ? 'primary' : 'outline'}
        aria-label={t('templates:action.of', { action: label, number: version.number })}
        onClick={() => setOpen(true)}
      >
        {label}
      </Button>{' '}
      {open && (
        <ConfirmDialog
          title={t('templates:action.of', { action: label, number: version.number })}
          confirm={label}
          danger={action === 'archive'}
          busy={step.isPending}
          problem={step.error}
          onConfirm={() => step.mutate()}
          onClose={() => setOpen(false)}
        >
          <p>{t(`templates:explain.${action}`)}</p>
        </ConfirmDialog>
      )}
    </>
  );
}
