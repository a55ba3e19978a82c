import { http, ifMatch, type Schemas } from '@/api/client';
import { t } from '@/lib/i18n';
import { type Of, SettingForm } from './SettingForm';

/** Where the levels of the superseded method begin. */
export const BandsForm = ({ setting, etag, reload }: Of<Schemas['EvaluationBandsSetting']>) => (
  <SettingForm
    id="bands"
    decimal
    sections={[{ fields: ['from_medium', 'from_high'] }]}
    labelOf={(name) => t(`settings:bands.${name}`)}
    setting={setting}
    reload={reload}
    put={(body) =>
      http.PUT('/network-settings/evaluation-bands', { params: { header: ifMatch(etag) }, body })
    }
  />
);
