import { useId } from 'react';
import { t } from '@/lib/i18n';
import { Button } from './Button';

const SIZES = [25, 50, 100, 200];

type Props = {
  size: number;
  onSize: (size: number) => void;
  onFirst?: () => void;
  onPrevious?: () => void;
  onNext?: () => void;
};

/** Next and previous by cursor: a button that leads nowhere is not there. */
export function Pager({ size, onSize, onFirst, onPrevious, onNext }: Props) {
  const id = useId();
  return (
    <nav className="pager" aria-label={t('ui:pager.label')}>
      <label htmlFor={id}>
        {t('ui:pager.size')}
        <select id={id} value={size} onChange={(event) => onSize(Number(event.target.value))}>
          {SIZES.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
      </label>
      <ul>
        {onFirst && (
          <li>
            <Button look="outline" onClick={onFirst}>
              {t('ui:pager.first')}
            </Button>
          </li>
        )}
        {onPrevious && (
          <li>
            <Button look="outline" icon="it-arrow-left" onClick={onPrevious}>
              {t('ui:pager.previous')}
            </Button>
          </li>
        )}
        {onNext && (
          <li>
            <Button look="outline" icon="it-arrow-right" onClick={onNext}>
              {t('ui:pager.next')}
            </Button>
          </li>
        )}
      </ul>
    </nav>
  );
}
