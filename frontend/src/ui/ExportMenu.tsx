import { useState } from 'react';
import { t } from '@/lib/i18n';
import { asProblem, type Problem } from '@/lib/problem';
import { Disclosure } from './Disclosure';
import { Icon } from './Icon';
import { Loading } from './Loading';
import { ProblemAlert } from './ProblemAlert';

type Props<F extends string> = { formats: readonly F[]; onExport: (format: F) => Promise<void> };

/** Saves the whole filtered list, not the page on screen. */
export function ExportMenu<F extends string>({ formats, onExport }: Props<F>) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const run = async (format: F, close: () => void) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await onExport(format);
      close();
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Disclosure
      label={
        <>
          <Icon name="it-download" size="sm" className="icon-primary me-2" />
          {t('ui:export.label')}
        </>
      }
    >
      {(close) => (
        <>
          <p className="field-help">{t('ui:export.hint')}</p>
          <ProblemAlert problem={problem} />
          {busy ? (
            <Loading text={t('ui:export.busy')} />
          ) : (
            <ul className="menu-list">
              {formats.map((format) => (
                <li key={format}>
                  <button type="button" onClick={() => run(format, close)}>
                    <Icon name="it-file" size="sm" />
                    {t(`ui:export.${format}`)}
                  </button>
                </li>
              ))}
            </ul>
          )}
        </>
      )}
    </Disclosure>
  );
}
