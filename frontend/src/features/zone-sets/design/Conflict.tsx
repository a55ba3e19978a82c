import { municipalityName } from '@/api/reference';
import { t } from '@/lib/i18n';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { type DesignZone, differences } from './state';

type Props = {
  who?: string;
  mine: DesignZone[];
  theirs: DesignZone[];
  onKeep: () => void;
  onTake: () => void;
  onClose: () => void;
};

/** Somebody else saved first: both designs are there, one is chosen. */
export function Conflict({ who, mine, theirs, onKeep, onTake, onClose }: Props) {
  const apart = differences(mine, theirs);
  const zone = (code: string) => code || t('zone-sets:design.no-zone');
  return (
    <Dialog
      wide
      title={t('zone-sets:design.conflict')}
      onClose={onClose}
      actions={
        <>
          <Button look="outline" onClick={onClose}>
            {t('ui:cancel')}
          </Button>
          <Button look="outline" onClick={onTake}>
            {t('zone-sets:design.theirs')}
          </Button>
          <Button onClick={onKeep}>{t('zone-sets:design.keep')}</Button>
        </>
      }
    >
      {who && <p>{who}</p>}
      <p>{t(apart.length ? 'zone-sets:design.conflict-lead' : 'zone-sets:design.same')}</p>
      <ul>
        {apart.map(({ code, from, to }) => (
          <li key={code}>
            {t('zone-sets:design.conflict-line', {
              name: municipalityName(code),
              mine: zone(from),
              theirs: zone(to),
            })}
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
