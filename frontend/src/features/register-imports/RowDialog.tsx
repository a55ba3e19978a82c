import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { http, ifMatch, orThrow } from '@/api/client';
import { refetchAll } from '@/api/query-client';
import { t } from '@/lib/i18n';
import { fieldErrors, type Problem } from '@/lib/problem';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { Textarea } from '@/ui/Field';
import { Form, FormSection } from '@/ui/Form';
import { Notice } from '@/ui/Notice';
import { ProblemAlert } from '@/ui/ProblemAlert';
import type { Import, Row } from './words';

type Props = { data: Import; row: Row; onClose: () => void; onGood: (row: Row) => void };

/** The cells of a row, to be corrected until nothing keeps it out; what the file says stays beside. */
export function RowDialog({ data, row: found, onClose, onGood }: Props) {
  const [row, setRow] = useState(found);
  const [texts, setTexts] = useState<Record<string, string>>(() =>
    Object.fromEntries([
      ...data.columns.map(({ heading }, n) => [heading, row.cells[n] ?? '']),
      ...row.corrections.map(({ column, text }) => [column, text]),
    ]),
  );
  const came = (heading: string) => row.cells[data.columns.findIndex((one) => one.heading === heading)] ?? '';
  const cells = Object.entries(texts).flatMap(([column, text]) =>
    text === came(column) ? [] : [{ column, text }],
  );
  const send = useMutation<Row, Problem>({
    mutationFn: async () =>
      orThrow(
        await http.PUT('/register-imports/{id}/rows/{number}/correction', {
          params: {
            path: { id: data.id, number: row.number },
            header: ifMatch(`"v${Math.max(row.version, found.version)}"`),
          },
          body: { cells },
        }),
      ),
    onSuccess: (now) => (now.outcome === 'good' ? onGood(now) : setRow(now)),
    onSettled: refetchAll, // somebody else may have been here first: the next attempt is on what they left
  });
  const refused = send.error ? fieldErrors(send.error) : {};
  const said = (heading: string, blocking: boolean) =>
    row.findings
      .filter((one) => one.column === heading && one.blocking === blocking)
      .map(({ detail }) => detail);
  const wrong = (heading: string) =>
    refused[`cells.${cells.findIndex(({ column }) => column === heading)}.text`] ??
    (said(heading, true).join(' ') || undefined);
  const read = data.columns.filter(({ field }) => field).map(({ heading }) => heading);
  const faulty = (heading: string) => said(heading, true).length > 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!send.isPending) send.mutate();
  };
  return (
    <Dialog title={t('register-imports:correct.title', { number: row.number })} wide onClose={onClose}>
      <Form
        label={t('register-imports:correct.title', { number: row.number })}
        onSubmit={submit}
        actions={
          <>
            <Button type="submit" busy={send.isPending}>
              {t('register-imports:correct.send')}
            </Button>
            <Button look="outline" onClick={onClose}>
              {t('ui:cancel')}
            </Button>
          </>
        }
      >
        <ProblemAlert problem={send.error} fields />
        {said('', true).map((detail) => (
          <Notice key={detail} tone="warning" title={detail} />
        ))}
        {send.data && <Notice tone="warning" role="status" title={t('register-imports:correct.still')} />}
        <FormSection>
          <p className="full">{t('register-imports:correct.lead')}</p>
          {[...read.filter(faulty), ...read.filter((heading) => !faulty(heading))].map((heading) => (
            <Textarea
              key={heading}
              label={heading}
              rows={2}
              maxLength={10000}
              help={[
                texts[heading] !== came(heading) &&
                  t('register-imports:correct.came', { text: came(heading) || t('ui:empty-value') }),
                ...said(heading, false),
              ]
                .filter(Boolean)
                .join(' ')}
              error={wrong(heading)}
              value={texts[heading]}
              onChange={(event) => setTexts({ ...texts, [heading]: event.target.value })}
            />
          ))}
        </FormSection>
      </Form>
    </Dialog>
  );
}
