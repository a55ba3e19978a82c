import type { Schemas } from '@/api/client';
import { formatDay } from '@/lib/dates';
import { t } from '@/lib/i18n';
import { AppLink } from '@/ui/AppLink';

type Member = Schemas['OrganisationMember'];

/** As what somebody sits in a group: a substitute stands beside the coordinator. */
export const roleOf = ({ role, substitute }: Member): string =>
  t(`organisation:role.${substitute ? 'substitute' : role}`);

/** Who sits in a group, as far as the reader may know: a person, an office, a zone. */
export function Who({ member }: { member: Member }) {
  const { id, given_name, family_name, office, zone_id, zone_name, vacant } = member;
  const name = [given_name, family_name].filter(Boolean).join(' ');
  return (
    <>
      {name && (id ? <AppLink to={`/componenti/${id}`}>{name}</AppLink> : <strong>{name}</strong>)}
      {name && (office || zone_id) && ', '}
      {zone_id ? <AppLink to={`/zone/${zone_id}`}>{zone_name}</AppLink> : office}
      {vacant && ` (${t('organisation:vacant')})`}
    </>
  );
}

export const when = ({ from, to }: { from?: string; to?: string }): string => {
  if (!from) return '';
  return to
    ? t('common:from-to', { from: formatDay(from), to: formatDay(to) })
    : t('common:since', { from: formatDay(from) });
};

export const memberKey = ({ id, zone_id, role, office, person }: Member, index: number): string =>
  [id, zone_id, role, office, person, index].join();
