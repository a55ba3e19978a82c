import { useState } from 'react';
import { api, http, ifMatch, orThrow, type Schemas } from '@/api/client';
import { refetchAll } from '@/api/query-client';
import { formatInstant } from '@/lib/dates';
import { t } from '@/lib/i18n';
import { asProblem, type Problem } from '@/lib/problem';
import { useServerForm } from '@/lib/use-server-form';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { Field } from '@/ui/Field';
import { FormSection } from '@/ui/Form';
import { Notice } from '@/ui/Notice';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { ServerForm } from '@/ui/ServerForm';
import { StatusBadge, type Tone } from '@/ui/StatusBadge';
import { toast } from '@/ui/Toast';
import type { Check } from './words';

type Made = Schemas['MonitoringLinkMade'];
const text = (key: string, values?: object) => t(`monitoring-checks:link.${key}`, values as never);

/** Links by which an office answers without an account: a new one, and what became of the others. */
export function LinkDialog({ check, onClose }: { check: Check; onClose: () => void }) {
  const [made, setMade] = useState<Made>();
  return (
    <Dialog
      title={text('of', { title: check.title })}
      wide
      onClose={onClose}
      actions={
        <Button look="outline" onClick={onClose}>
          {t('ui:close')}
        </Button>
      }
    >
      {made ? <Ready made={made} /> : <New check={check} onMade={setMade} />}
      <Links check={check} />
    </Dialog>
  );
}

function New({ check, onMade }: { check: Check; onMade: (made: Made) => void }) {
  const labels = { office: text('office'), days: text('days'), email: text('email') };
  const { form, message, ...rest } = useServerForm({
    defaults: { office: check.responsible ?? '', days: '15', email: '' },
    labels,
    save: async ({ office, days, email }) => {
      const body = { check: check.id, office, days: Number(days), email: email || undefined };
      onMade(orThrow(await http.POST('/monitoring-links', { body })));
      await refetchAll();
    },
  });
  return (
    <ServerForm of={rest} label={text('new')} send={text('make')}>
      <p>{text('lead')}</p>
      <FormSection legend="">
        <Field
          label={labels.office}
          help={text('office-help')}
          required
          full
          maxLength={200}
          error={message('office')}
          {...form.register('office', { required: t('ui:required') })}
        />
        <Field
          label={labels.days}
          type="number"
          min={1}
          max={60}
          required
          error={message('days')}
          {...form.register('days', { required: t('ui:required') })}
        />
        <Field
          label={labels.email}
          help={text('email-help')}
          type="email"
          maxLength={254}
          error={message('email')}
          {...form.register('email')}
        />
      </FormSection>
    </ServerForm>
  );
}

/** The address, this once. */
function Ready({ made: { url, office, expires_at, mailed } }: { made: Made }) {
  const copy = () => navigator.clipboard?.writeText(url).then(() => toast(text('copied')));
  return (
    <Notice
      tone="success"
      role="status"
      title={text(mailed ? 'mailed' : 'ready', { office, when: formatInstant(expires_at) })}
    >
      <Field
        label={text('address')}
        help={text('once')}
        readOnly
        value={url}
        onFocus={(event) => event.target.select()}
      />
      <p>
        <Button look="outline" small icon="it-copy" onClick={copy}>
          {text('copy')}
        </Button>
      </p>
    </Notice>
  );
}

const tones: Record<string, Tone> = {
  active: 'info',
  used: 'success',
  expired: 'neutral',
  revoked: 'neutral',
};

function Links({ check }: { check: Check }) {
  const [problem, setProblem] = useState<Problem>();
  const query = { check: [check.id], limit: 20 };
  const { data, error } = api.useQuery('get', '/monitoring-links', { params: { query } });
  const links = typeof data === 'object' ? data.items : [];
  const revoke = async ({ id, version }: Schemas['MonitoringLink']) => {
    try {
      const params = { path: { id }, header: ifMatch(`"v${version}"`) };
      orThrow(await http.DELETE('/monitoring-links/{id}', { params }));
      toast(text('revoked'));
      await refetchAll();
    } catch (refused) {
      setProblem(asProblem(refused));
    }
  };
  if (links.length === 0) return <ProblemAlert problem={error} />;
  return (
    <>
      <h3 className="h6 mt-4">{text('all')}</h3>
      <ProblemAlert problem={problem ?? error} />
      <ul>
        {links.map((link) => (
          <li key={link.id}>
            {link.office} <StatusBadge tone={tones[link.state]}>{text(`state.${link.state}`)}</StatusBadge>{' '}
            <small>
              {link.used_at
                ? text('used-at', { when: formatInstant(link.used_at) })
                : text('until', { when: formatInstant(link.expires_at) })}
            </small>{' '}
            {link.actions.includes('archive') && (
              <Button look="link" small onClick={() => revoke(link)}>
                {text('revoke')}
                <span className="visually-hidden">{`: ${link.office}`}</span>
              </Button>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
