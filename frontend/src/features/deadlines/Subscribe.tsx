import { useState } from 'react';
import { base } from '@/api/token';
import { t } from '@/lib/i18n';
import { enumOptions } from '@/resource/words';
import { Button } from '@/ui/Button';
import { Field, Select } from '@/ui/Field';
import { Fold } from '@/ui/Fold';
import { OutsideLink } from '@/ui/OutsideLink';
import { toast } from '@/ui/Toast';
import { regimes } from './definition';

/** The address that a calendar program subscribes to: it needs no account, because the deadlines of the law are public. */
export function Subscribe() {
  const [regime, setRegime] = useState<string>('small');
  const address = `${base}/deadlines/calendar?regime=${regime}`;
  const copy = () =>
    navigator.clipboard?.writeText(address).then(() => toast(t('deadlines:calendar.copied')));
  return (
    <Fold title={t('deadlines:calendar.title')}>
      <p>{t('deadlines:calendar.text')}</p>
      <div className="readable">
        <Select
          label={t('deadlines:calendar.regime')}
          options={enumOptions('deadlines', 'regime', regimes)}
          value={regime}
          onChange={(event) => setRegime(event.target.value)}
        />
        <Field
          label={t('deadlines:calendar.address')}
          readOnly
          value={address}
          onFocus={(event) => event.target.select()}
        />
      </div>
      <p className="page-actions">
        <Button look="outline" small icon="it-copy" onClick={copy}>
          {t('deadlines:calendar.copy')}
        </Button>{' '}
        <OutsideLink to={address.replace(/^https?:/, 'webcal:')}>{t('deadlines:calendar.open')}</OutsideLink>{' '}
        <OutsideLink to={address}>{t('deadlines:calendar.download')}</OutsideLink>
      </p>
    </Fold>
  );
}
