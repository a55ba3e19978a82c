import { formatDate, formatInstant } from '@/lib/dates';
import { t } from '@/lib/i18n';
import { Details } from './Details';
import { Notice } from './Notice';
import { StatusBadge, type Tone } from './StatusBadge';

export type Signer = {
  name: string;
  organisation?: string;
  serial?: string;
  issuer?: string;
  signed_at?: string;
  time_source: string;
  digest?: string;
  valid_from?: string;
  valid_to?: string;
  validity: string;
  integrity: string;
  reason?: string;
  whole: boolean;
  layer: number;
};

export type Signature = { status: string; kind: string; reason?: string; signers: Signer[] };

const tones: Record<string, Tone> = { signed: 'success', damaged: 'danger', unsigned: 'neutral' };

/** In one word: signed, not signed, damaged. */
export const SignatureBadge = ({ status }: { status: string }) => (
  <StatusBadge tone={tones[status]}>{t(`ui:signature.status.${status}`)}</StatusBadge>
);

const say = (what: string, value: string) => t(`ui:signature.${what}.${value}`);

/** Who signed, when, whether the file is still what was signed; and what nobody has checked. */
export function SignatureFacts({ signature }: { signature: Signature }) {
  const { status, kind, reason, signers } = signature;
  const layers = new Set(signers.map(({ layer }) => layer)).size;
  return (
    <section>
      <h2 className="h5">{t('ui:signature.title')}</h2>
      <p>
        <SignatureBadge status={status} /> {kind !== 'none' && say('kind', kind)}
      </p>
      {reason && (
        <Notice tone="danger" title={say('status', status)}>
          <p>{reason}</p>
        </Notice>
      )}
      {signers.length > 0 && (
        <Notice tone="warning" title={t('ui:signature.trust')}>
          <p>{t('ui:signature.trust-hint')}</p>
        </Notice>
      )}
      {signers.map((one, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the signatures of a file never change
        <Details key={index} below title={heading(one, layers)} items={facts(one)} />
      ))}
    </section>
  );
}

const heading = ({ name, layer }: Signer, layers: number) =>
  layers > 1 ? t('ui:signature.signer-in', { name, layer }) : name;

function facts(one: Signer) {
  const entries: [string, string | undefined][] = [
    ['integrity', [say('integrity', one.integrity), one.reason].filter(Boolean).join(': ')],
    ['when', one.signed_at && `${formatInstant(one.signed_at)}, ${say('time', one.time_source)}`],
    ['whole', t(one.whole ? 'ui:signature.whole' : 'ui:signature.part')],
    ['organisation', one.organisation],
    ['certificate', certificate(one)],
    ['issuer', one.issuer],
    ['serial', one.serial],
    ['digest', one.digest],
  ];
  return entries
    .filter(([, value]) => value)
    .map(([name, value]) => ({ name, label: t(`ui:signature.field.${name}`), value }));
}

const certificate = ({ valid_from, valid_to, validity }: Signer) =>
  valid_from &&
  t('ui:signature.valid', {
    from: formatDate(valid_from.slice(0, 10)),
    to: formatDate(valid_to?.slice(0, 10)),
    held: say('validity', validity),
  });
