import { useState } from 'react';
import { t } from '@/lib/i18n';
import { asProblem, type Problem } from '@/lib/problem';
import { Button } from './Button';
import { DataTable } from './DataTable';
import { ProblemAlert } from './ProblemAlert';

export type DraftItem = {
  code: string;
  name: string;
  description: string;
  formats: string[];
  /** What is left for a pen: meaning and where to say it. */
  blanks: { name: string; meaning: string; where: string }[];
};

type Props = {
  caption: string;
  drafts: DraftItem[];
  onDownload: (code: string, format: string) => Promise<void>;
};

/** Acts filled in, what stays blank in each, and a button for every format. */
export function DraftList({ caption, drafts, onDownload }: Props) {
  return (
    <DataTable
      caption={caption}
      rows={drafts}
      keyOf={({ code }) => code}
      columns={[
        {
          name: 'name',
          label: t('ui:drafts.act'),
          show: ({ name, description }) => (
            <>
              {name}
              <p className="field-help">{description}</p>
            </>
          ),
        },
        { name: 'blanks', label: t('ui:drafts.blanks'), show: ({ blanks }) => <Blanks blanks={blanks} /> },
        {
          name: 'formats',
          label: t('ui:drafts.download'),
          show: ({ code, name, formats }) => (
            <FormatButtons formats={formats} name={name} onDownload={(format) => onDownload(code, format)} />
          ),
        },
      ]}
    />
  );
}

function Blanks({ blanks }: Pick<DraftItem, 'blanks'>) {
  if (blanks.length === 0) return <>{t('ui:drafts.complete')}</>;
  const places = [...new Set(blanks.map(({ where }) => where))];
  return (
    <details>
      <summary>{t('ui:drafts.count', { count: blanks.length })}</summary>
      {places.map((place) => (
        <div key={place}>
          <p className="field-help">{t('ui:drafts.where', { place })}</p>
          <ul>
            {blanks
              .filter(({ where }) => where === place)
              .map(({ name, meaning }) => (
                <li key={name}>{meaning}</li>
              ))}
          </ul>
        </div>
      ))}
    </details>
  );
}

type ButtonsProps = {
  formats: string[];
  name: string;
  /** `waiting` says that it is being made and takes longer than a moment. */
  onDownload: (format: string, waiting: () => void) => Promise<void>;
};

/** One button a format; the document is made when it is asked for, which takes a moment. */
export function FormatButtons({ formats, name, onDownload }: ButtonsProps) {
  const [busy, setBusy] = useState<string>();
  const [long, setLong] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const run = async (format: string) => {
    setBusy(format);
    setProblem(undefined);
    try {
      await onDownload(format, () => setLong(true));
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(undefined);
      setLong(false);
    }
  };
  return (
    <>
      <p role="status" className={long ? undefined : 'visually-hidden'}>
        {long && t('ui:drafts.long')}
      </p>
      <div className="button-row">
        {formats.map((format) => (
          <Button
            key={format}
            look="outline"
            small
            icon="it-download"
            busy={busy !== undefined}
            aria-label={t('ui:drafts.one', { format: format.toUpperCase(), name })}
            onClick={() => run(format)}
          >
            {busy === format ? t('ui:drafts.busy') : format.toUpperCase()}
          </Button>
        ))}
      </div>
      <ProblemAlert problem={problem} />
    </>
  );
}
