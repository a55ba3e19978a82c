import { useState } from 'react';
import { t } from '@/lib/i18n';
import { Button } from './Button';

/** Prints the page, once what is still missing of it is there; the style sheet leaves out what paper has no use for. */
export function PrintButton({ complete }: { complete?: () => Promise<unknown> }) {
  const [busy, setBusy] = useState(false);
  const print = async () => {
    if (complete) {
      setBusy(true);
      await complete();
      setBusy(false);
      await new Promise(requestAnimationFrame);
    }
    window.print();
  };
  return (
    <Button look="outline" icon="it-print" busy={busy} onClick={() => void print()}>
      {t('ui:print')}
    </Button>
  );
}
