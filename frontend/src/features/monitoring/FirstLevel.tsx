import { formatInstant } from '@/lib/dates';
import { t } from '@/lib/i18n';
import { AppLink } from '@/ui/AppLink';
import { Details } from '@/ui/Details';
import { type Check, Found } from './words';

/** What was answered, by which office, with what. */
export function FirstLevel({ check }: { check: Check }) {
  const { implementation, value, notes, office, answered_at, indicator, target } = check;
  const item = (name: string, shown: React.ReactNode) => ({
    name,
    label: t(`monitoring-checks:field.${name}`),
    value: shown,
  });
  return (
    <Details
      below
      title={t('monitoring-checks:first')}
      items={[
        item('indicator', [indicator, target].filter(Boolean).join(': ')),
        item('implementation', <Found of="implementation" value={implementation} />),
        item('value', value),
        item('notes', notes),
        item('office', office),
        item('answered_at', answered_at && formatInstant(answered_at)),
        item('evidence', <Evidence check={check} />),
      ]}
    />
  );
}

/** The documents that prove it. */
export function Evidence({ check: { evidence } }: { check: Check }) {
  if (evidence.length === 0) return null;
  return (
    <ul>
      {evidence.map(({ id, title, link }) => (
        <li key={id}>
          <AppLink to={`/documenti/${id}`}>{title}</AppLink>
          {link && ` (${t('monitoring-checks:by-link')})`}
        </li>
      ))}
    </ul>
  );
}
