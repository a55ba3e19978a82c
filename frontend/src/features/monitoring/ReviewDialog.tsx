import { http, ifMatch, orThrow, type Schemas } from '@/api/client';
import { refetchAll } from '@/api/query-client';
import { t } from '@/lib/i18n';
import { useServerForm } from '@/lib/use-server-form';
import { enumOptions } from '@/resource/words';
import { Dialog } from '@/ui/Dialog';
import { Select, Textarea } from '@/ui/Field';
import { FormSection } from '@/ui/Form';
import { ServerForm } from '@/ui/ServerForm';
import { toast } from '@/ui/Toast';
import { FirstLevel } from './FirstLevel';
import { type Check, implementations, suitabilities, tagOf } from './words';

type Judgement = Schemas['MonitoringJudgement'];
const text = (key: string) => t(`monitoring-checks:${key}`);

/** The second level: the RPCT confirms, or not, and judges whether the measure serves. */
export function ReviewDialog({ check, onClose }: { check: Check; onClose: () => void }) {
  const labels = {
    confirmed: text('field.confirmed'),
    suitability: text('field.suitability'),
    findings: text('field.findings'),
  };
  const { form, message, ...rest } = useServerForm({
    defaults: {
      confirmed: check.confirmed ?? check.implementation ?? '',
      suitability: check.suitability ?? '',
      findings: check.findings ?? '',
    },
    labels,
    save: async ({ confirmed, suitability, findings }) => {
      orThrow(
        await http.PUT('/monitoring-checks/{id}/review', {
          params: { path: { id: check.id }, header: ifMatch(tagOf(check)) },
          body: {
            confirmed: confirmed as Judgement['confirmed'],
            suitability: (suitability || undefined) as Judgement['suitability'],
            findings,
          },
        }),
      );
      toast(t('monitoring-checks:judged', { title: check.title }));
      onClose();
      await refetchAll();
    },
  });
  return (
    <Dialog title={t('monitoring-checks:second-of', { title: check.title })} wide onClose={onClose}>
      <FirstLevel check={check} />
      <ServerForm of={rest} label={text('second')} onCancel={onClose}>
        <FormSection legend={text('second')}>
          <Select
            label={labels.confirmed}
            required
            empty={t('ui:multi.choose')}
            options={enumOptions('monitoring-checks', 'implementation', implementations)}
            error={message('confirmed')}
            {...form.register('confirmed', { required: t('ui:required') })}
          />
          <Select
            label={labels.suitability}
            help={text('help.suitability')}
            empty={t('ui:multi.choose')}
            options={enumOptions('monitoring-checks', 'suitability', suitabilities)}
            error={message('suitability')}
            {...form.register('suitability')}
          />
          <Textarea
            label={labels.findings}
            help={text('help.findings')}
            full
            maxLength={2000}
            error={message('findings')}
            {...form.register('findings')}
          />
        </FormSection>
      </ServerForm>
    </Dialog>
  );
}
