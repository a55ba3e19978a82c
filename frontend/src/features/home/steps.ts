import { queryOptions } from '@tanstack/react-query';
import { http, orThrow } from '@/api/client';
import type { Me } from '@/api/session';
import { statesOf } from '@/lib/adhesion';
import type { Search } from '@/lib/url-state';

type Counted = '/municipalities' | '/adhesions' | '/risks' | '/proposals' | '/behaviours' | '/training-needs';

/** Something to do next: shown while the count says so. Its words are `home:step.<id>`. */
export type Step = {
  id: string;
  count: { path: Counted; query: Search };
  /** Shown while there are some, or while there are none. */
  when: 'some' | 'none';
  to: string;
  search?: Search;
};

type Viewer = Pick<Me, 'municipalities' | 'mandates' | 'permissions'>;

/**
 * What whoever holds these permissions and mandates may have to do, most urgent first. `code`: for one municipality only. `others`: leaves out
 * what is due in one's own municipalities, which the board tells.
 */
export function stepsOf(
  { permissions, municipalities, mandates }: Viewer,
  code: string,
  year: number,
  others = false,
): Step[] {
  const can = (permission: string) => permissions.includes(permission);
  const own = code ? [code] : municipalities.map((one) => one.istat_code);
  const zones = mandates.flatMap(({ zone_id }) => (zone_id ? [String(zone_id)] : []));
  const steps: (Step | false)[] = [
    ...(own.length > 0 && !others ? ownSteps(own, year) : []).filter((step) => can(step.permission)),
    ...(zones.length > 0 ? zoneSteps(zones) : []),
    can('catalogue:review') && {
      id: 'risk-drafts',
      count: { path: '/risks', query: { scope: 'catalogue', state: ['proposed', 'in_validation'] } },
      when: 'some',
      to: '/rischi',
      search: { state: ['proposed', 'in_validation'] },
    },
    can('catalogue:review') && {
      id: 'proposals',
      count: { path: '/proposals', query: { state: ['proposed', 'in_validation'] } },
      when: 'some',
      to: '/proposte',
      search: { state: ['proposed', 'in_validation'] },
    },
    can('behaviour:review') && {
      id: 'behaviour-drafts',
      count: { path: '/behaviours', query: { state: 'draft' } },
      when: 'some',
      to: '/comportamenti',
      search: { state: 'draft' },
    },
    can('referent:write') && networkVacancy('rpct'),
    can('referent:write') && networkVacancy('referent'),
    can('referent:write') && networkVacancy('secretary'),
    can('adhesion:admin') && {
      id: 'expiring',
      count: { path: '/adhesions', query: { expiring: 'true' } },
      when: 'some',
      to: '/adesioni',
      search: { vista: 'table', expiring: 'true' },
    },
    can('adhesion:admin') && {
      id: 'joining',
      count: { path: '/adhesions', query: { state: statesOf('joining') } },
      when: 'some',
      to: '/adesioni',
      search: { state: statesOf('joining') },
    },
  ];
  const due = steps.filter((step) => step !== false);
  return due.length > 0 || others ? due : readerSteps;
}

function ownSteps(municipality: string[], year: number): (Step & { permission: string })[] {
  const alone = municipality.length === 1 ? municipality[0] : undefined;
  const adopted = { scope: 'local', municipality };
  const needs = { municipality, year: String(year) };
  return [
    {
      id: 'profile',
      permission: 'municipality:write',
      count: { path: '/municipalities', query: { municipality, regime: 'undetermined' } },
      when: 'some',
      to: alone ? `/comuni/${alone}/profilo` : '/comuni',
      search: alone ? undefined : { municipality, regime: 'undetermined' },
    },
    {
      id: 'no-risks',
      permission: 'local-risk:write',
      count: { path: '/risks', query: adopted },
      when: 'none',
      to: '/rischi',
    },
    {
      id: 'no-needs',
      permission: 'training-need:write',
      count: { path: '/training-needs', query: needs },
      when: 'none',
      to: '/fabbisogni/nuovo',
    },
    {
      id: 'risks',
      permission: 'local-risk:read',
      count: { path: '/risks', query: adopted },
      when: 'some',
      to: '/rischi',
      search: { vista: 'local', municipality },
    },
    {
      id: 'needs',
      permission: 'training-need:read',
      count: { path: '/training-needs', query: needs },
      when: 'some',
      to: '/fabbisogni',
      search: needs,
    },
  ];
}

const readerSteps: Step[] = [
  {
    id: 'read-risks',
    count: { path: '/risks', query: { scope: 'catalogue' } },
    when: 'some',
    to: '/rischi',
  },
  { id: 'read-behaviours', count: { path: '/behaviours', query: {} }, when: 'some', to: '/comportamenti' },
];

const zoneSteps = (zone: string[]): Step[] => [
  ...(['rpct', 'referent'] as const).map(
    (vacant): Step => ({
      id: `zone-vacant-${vacant}`,
      count: { path: '/municipalities', query: { zone, vacant } },
      when: 'some',
      to: '/comuni',
      search: { zone, vacant },
    }),
  ),
  {
    id: 'zone-late',
    count: { path: '/adhesions', query: { zone, overdue: 'true', waiting: 'municipality' } },
    when: 'some',
    to: '/adesioni',
    search: { zone, overdue: 'true', waiting: 'municipality' },
  },
];

// A seat is vacant where somebody should sit in it: only in the municipalities of the network.
const networkVacancy = (vacant: 'rpct' | 'secretary' | 'referent'): Step => {
  const search = { vacant, adhesion: statesOf('member') };
  return {
    id: `vacant-${vacant}`,
    count: { path: '/municipalities', query: search },
    when: 'some',
    to: '/comuni',
    search,
  };
};

/** How many rows a step is about. */
export const countOptions = ({ count: { path, query } }: Step) =>
  queryOptions({
    queryKey: [path, 'count', query],
    queryFn: async ({ signal }) => {
      const params = { query: { ...query, limit: 1 } as never };
      return (orThrow(await http.GET(path, { params, signal })) as { total: number }).total;
    },
  });
