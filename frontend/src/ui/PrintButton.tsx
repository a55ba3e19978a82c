import { t } from '@/lib/i18n';
import { Button } from './Button';

/** Prints the page; the style sheet leaves out what paper has no use for. */
export const PrintButton = () => (
  <Button look="outline" icon="it-print" onClick={() => window.print()}>
    {t('ui:print')}
  </Button>
);
