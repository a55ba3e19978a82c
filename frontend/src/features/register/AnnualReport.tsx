import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { api, http, ifMatch, orThrow, type Schemas } from '@/api/client';
import { downloadFile } from '@/api/download';
import { refetchAll } from '@/api/query-client';
import { t } from '@/lib/i18n';
import { fieldErrors, type Problem } from '@/lib/problem';
import { stored } from '@/lib/storage';
import { Button } from '@/ui/Button';
import { FormatButtons } from '@/ui/DraftList';
import { Textarea } from '@/ui/Field';
import { Form, FormSection } from '@/ui/Form';
import { Loading } from '@/ui/Loading';
import { Notice } from '@/ui/Notice';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { toast } from '@/ui/Toast';

const MOST = 2000;
type Answer = Schemas['AnnualReportAnswer'];

/** The questions of the report with what was typed; what the data suggest stands below, and is nobody's answer until somebody takes it. */
export function AnnualReport({ code, year }: { code: string; year: number }) {
  const key = `annual-report.${code}.${year}`;
  const [typed, setTyped] = useState<Record<string, string>>(() => JSON.parse(stored.get(key) ?? '{}'));
  const path = { istat_code: code, year };
  const address = '/municipalities/{istat_code}/annual-reports/{year}' as const;
  const { data, error, refetch } = useQuery<Schemas['AnnualReport'], Problem>({
    queryKey: [address, code, year],
    queryFn: async ({ signal }) => orThrow(await http.GET(address, { params: { path }, signal })),
  });
  const templates = api.useQuery('get', '/templates').data;
  const change = (next: Record<string, string>) => {
    setTyped(next);
    stored.set(key, Object.keys(next).length > 0 ? JSON.stringify(next) : null);
  };
  const text = (answer: Answer) => typed[answer.id] ?? answer.text;
  const all = data?.sheets.flatMap(({ answers }) => answers) ?? [];
  const save = useMutation<unknown, Problem>({
    mutationFn: async () =>
      orThrow(
        await http.PUT(address, {
          params: { path, header: ifMatch(`"v${data?.version}"`) },
          body: { answers: all.map((answer) => ({ id: answer.id, text: text(answer) })) },
        }),
      ),
    onSuccess: async () => {
      change({});
      toast(t('register:report.saved'));
      await refetchAll();
    },
  });
  if (!data) return error ? <ProblemAlert problem={error} retry={() => refetch()} /> : <Loading />;
  const may = data.actions.includes('edit');
  const wrong = save.error ? fieldErrors(save.error) : {};
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!save.isPending) save.mutate();
  };
  return (
    <>
      <h2 className="h5">{t('register:report.download')}</h2>
      <FormatButtons
        formats={['xlsx', ...(templates?.items[0]?.formats ?? ['docx'])]}
        name={t('register:report.name')}
        onDownload={(format) =>
          downloadFile(
            `/municipalities/${code}/annual-reports/${year}/content?format=${format}`,
            `relazione.${format}`,
          )
        }
      />
      <Form
        label={t('register:report.title')}
        onSubmit={submit}
        actions={
          may && (
            <Button type="submit" busy={save.isPending}>
              {t('register:report.save')}
            </Button>
          )
        }
      >
        <ProblemAlert problem={save.error} />
        {Object.keys(typed).length > 0 && <Notice tone="warning" title={t('register:report.unsaved')} />}
        {data.sheets.map(({ name, answers }) => (
          <FormSection key={name} legend={name}>
            {answers.map((answer) => (
              <Question
                key={answer.id}
                answer={answer}
                text={text(answer)}
                may={may}
                error={wrong[`answers.${all.indexOf(answer)}.text`]}
                onChange={(next) => change({ ...typed, [answer.id]: next })}
              />
            ))}
          </FormSection>
        ))}
      </Form>
    </>
  );
}

type QuestionProps = {
  answer: Answer;
  text: string;
  may: boolean;
  error?: string;
  onChange: (text: string) => void;
};

function Question({ answer: { id, question, suggestion }, text, may, error, onChange }: QuestionProps) {
  const says = suggestion
    ? t('register:report.suggestion', { text: suggestion })
    : t('register:report.no-suggestion');
  return (
    <div className="field full">
      <Textarea
        name={id}
        label={`${id} ${question}`}
        help={`${says} ${t('register:report.count', { count: [...text].length })}`}
        rows={id.startsWith('A.') ? 1 : 4}
        maxLength={MOST}
        readOnly={!may}
        error={error}
        full
        value={text}
        onChange={(event) => onChange(event.target.value)}
      />
      {may && suggestion && !text && (
        <Button
          small
          look="outline"
          aria-label={t('register:report.use-for', { id })}
          onClick={() => onChange(suggestion)}
        >
          {t('register:report.use')}
        </Button>
      )}
    </div>
  );
}
