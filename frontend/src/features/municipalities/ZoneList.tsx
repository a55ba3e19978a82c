import type { Schemas } from '@/api/client';
import { AppLink } from '@/ui/AppLink';

export function ZoneList({ zones }: { zones: Schemas['MunicipalityZone'][] }) {
  if (zones.length === 0) return null;
  return (
    <ul className="plain">
      {zones.map(({ id, name, set_name }) => (
        <li key={id}>
          <AppLink to={`/zone/${id}`}>{name}</AppLink> ({set_name})
        </li>
      ))}
    </ul>
  );
}
