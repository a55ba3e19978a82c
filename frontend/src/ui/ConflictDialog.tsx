import { useId, useState } from 'react';
import { t } from '@/lib/i18n';
import { Button } from './Button';
import { Dialog } from './Dialog';

/** One field on which the two versions differ, already in words. */
export type Clash = { name: string; label: string; mine: string; saved: string; prefer: 'mine' | 'saved' };

type Props = {
  who?: string;
  clashes: Clash[];
  onResolve: (keptMine: Set<string>) => void;
  onClose: () => void;
};

/** Somebody else saved first: both versions side by side, one choice a field. */
export function ConflictDialog({ who, clashes, onResolve, onClose }: Props) {
  const id = useId();
  const [mine, setMine] = useState(
    () => new Set(clashes.filter((c) => c.prefer === 'mine').map((c) => c.name)),
  );
  const choose = (name: string, keep: boolean) => {
    const next = new Set(mine);
    if (keep) next.add(name);
    else next.delete(name);
    setMine(next);
  };
  return (
    <Dialog
      wide
      title={t('ui:conflict.title')}
      onClose={onClose}
      actions={
        <>
          <Button look="outline" onClick={onClose}>
            {t('ui:conflict.back')}
          </Button>
          <Button onClick={() => onResolve(mine)}>{t('ui:conflict.save')}</Button>
        </>
      }
    >
      <p>
        {who ? `${who}.` : t('ui:conflict.someone')}{' '}
        {t(clashes.length ? 'ui:conflict.choose' : 'ui:conflict.same')}
      </p>
      {clashes.map(({ name, label, mine: ours, saved }) => (
        <fieldset className="conflict" key={name}>
          <legend>{label}</legend>
          <div>
            <Side
              id={`${id}-${name}`}
              title={t('ui:conflict.mine')}
              text={ours}
              checked={mine.has(name)}
              onChoose={() => choose(name, true)}
            />
            <Side
              id={`${id}-${name}`}
              title={t('ui:conflict.saved')}
              text={saved}
              checked={!mine.has(name)}
              onChoose={() => choose(name, false)}
            />
          </div>
        </fieldset>
      ))}
    </Dialog>
  );
}

type SideProps = { id: string; title: string; text: string; checked: boolean; onChoose: () => void };

function Side({ id, title, text, checked, onChoose }: SideProps) {
  return (
    <label>
      <input type="radio" name={id} checked={checked} onChange={onChoose} />
      <span>
        <strong>{title}</strong>
        {text || t('ui:empty-value')}
      </span>
    </label>
  );
}
