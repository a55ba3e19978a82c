import { useState } from 'react';
import { t } from '@/lib/i18n';
import { Button } from '@/ui/Button';
import { AnswerDialog } from './AnswerDialog';
import { LinkDialog } from './LinkDialog';
import { ReviewDialog } from './ReviewDialog';
import type { Check } from './words';

const dialogs = { implementation: AnswerDialog, review: ReviewDialog, link: LinkDialog };

/** Exactly what the server lets one do with a check, each in a dialog over the page. */
export function CheckWork({ check }: { check: Check }) {
  const [open, setOpen] = useState<keyof typeof dialogs>();
  const Shown = open && dialogs[open];
  const offered = (Object.keys(dialogs) as (keyof typeof dialogs)[]).filter((one) =>
    (check.actions as string[]).includes(one),
  );
  return (
    <>
      <div className="page-actions">
        {offered.map((one) => (
          <Button key={one} look="outline" small onClick={() => setOpen(one)}>
            {t(`monitoring-checks:do.${one}`)}
            <span className="visually-hidden">{`: ${check.title}`}</span>
          </Button>
        ))}
      </div>
      {Shown && <Shown check={check} onClose={() => setOpen(undefined)} />}
    </>
  );
}
