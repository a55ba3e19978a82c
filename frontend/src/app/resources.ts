import { loadReference } from '@/api/reference';
import { useSession } from '@/api/session';
import { withTexts } from '@/lib/i18n';
import type { ResourceFeature } from '@/resource/pages';
import type { IconName } from '@/ui/icons';

/** The headings of the menu, in its order. */
export const menuGroups = ['network', 'catalogue', 'plan', 'papers'] as const;
export type MenuGroup = (typeof menuGroups)[number];

export type ResourceEntry = {
  path: string;
  /** Its file of texts; the menu's own are in app.json, `resource.<ns>`. */
  ns: string;
  icon: IconName;
  /** More files of texts that its pages need. */
  also?: string[];
  /** Under which heading of the menu. */
  group: MenuGroup;
  /** The permission that reads it: who has not got it does not see the entry. None: whoever is signed in. */
  read?: string;
  /** Who has not got it only reads: their tile says so, in `resource.<ns>.tile-read`. */
  write?: string;
  /** Open data: whoever comes may read it. */
  open?: boolean;
  /** The ends of the addresses of more pages of a row, which its feature exports. */
  more?: string[];
  /** As `more`, for whoever comes: of a resource that is open data. */
  openMore?: string[];
  /** Reached from another page, not from the menu. */
  aside?: boolean;
  load: () => Promise<ResourceFeature>;
};

/** The resources of the platform, in the order of the menu. A new one is a folder and a line here. */
export const resources: ResourceEntry[] = [
  {
    path: '/comuni',
    ns: 'municipalities',
    group: 'network',
    icon: 'it-map-marker',
    open: true,
    more: ['profilo'],
    openMore: ['vantaggi'],
    load: () => import('@/features/municipalities'),
  },
  {
    path: '/adesioni',
    ns: 'adhesions',
    group: 'network',
    icon: 'it-flag',
    read: 'adhesion:read',
    more: ['passo', 'firma'],
    load: () => import('@/features/adhesions'),
  },
  {
    path: '/solleciti',
    ns: 'reminders',
    group: 'network',
    icon: 'it-mail',
    read: 'adhesion:admin',
    aside: true,
    load: () => import('@/features/reminders'),
  },
  {
    path: '/regole-dei-solleciti',
    ns: 'reminder-rules',
    group: 'network',
    icon: 'it-settings',
    read: 'adhesion:admin',
    aside: true,
    load: () => import('@/features/reminder-rules'),
  },
  {
    path: '/protocollo',
    ns: 'protocols',
    group: 'network',
    icon: 'it-file',
    open: true,
    load: () => import('@/features/protocols'),
  },
  {
    path: '/accordi',
    ns: 'agreements',
    group: 'network',
    icon: 'it-files',
    read: 'adhesion:read',
    aside: true,
    load: () => import('@/features/agreements'),
  },
  {
    path: '/zone',
    ns: 'zones',
    group: 'network',
    icon: 'it-map-marker-circle',
    open: true,
    more: ['comuni'],
    load: () => import('@/features/zones'),
  },
  {
    path: '/insiemi-di-zone',
    ns: 'zone-sets',
    group: 'network',
    icon: 'it-map-marker-circle',
    open: true,
    aside: true,
    more: ['disegno', 'operativo'],
    load: () => import('@/features/zone-sets'),
  },
  {
    path: '/organigramma',
    ns: 'organisation',
    group: 'network',
    icon: 'it-pa',
    open: true,
    load: () => import('@/features/organisation'),
  },
  {
    path: '/componenti',
    ns: 'project-members',
    group: 'network',
    icon: 'it-pa',
    read: 'organisation:read',
    aside: true,
    load: () => import('@/features/project-members'),
  },
  {
    path: '/percorso',
    ns: 'milestones',
    group: 'network',
    icon: 'it-flag',
    open: true,
    load: () => import('@/features/milestones'),
  },
  {
    path: '/referenti',
    ns: 'referents',
    group: 'network',
    icon: 'it-user',
    read: 'referent:read',
    more: ['recapiti'],
    load: () => import('@/features/referents'),
  },
  {
    path: '/incarichi',
    ns: 'mandates',
    group: 'network',
    icon: 'it-user',
    read: 'referent:read',
    aside: true,
    load: () => import('@/features/mandates'),
  },
  {
    path: '/convenzioni',
    ns: 'conventions',
    group: 'network',
    icon: 'it-user',
    read: 'referent:read',
    aside: true,
    load: () => import('@/features/conventions'),
  },
  {
    path: '/rischi',
    ns: 'risks',
    group: 'catalogue',
    icon: 'it-warning-circle',
    read: 'risk:read',
    write: 'local-risk:write',
    more: ['adotta', 'aggiorna', 'copia', 'proponi', 'convalida'],
    load: () => import('@/features/risks'),
  },
  {
    path: '/rischi-mancanti',
    ns: 'risks',
    group: 'catalogue',
    icon: 'it-warning-circle',
    read: 'local-risk:read',
    aside: true,
    load: () => import('@/features/risks/missing'),
  },
  {
    path: '/proposte',
    ns: 'proposals',
    group: 'catalogue',
    also: ['risks'],
    icon: 'it-horn',
    read: 'risk:read',
    write: 'catalogue:propose',
    more: ['convalida'],
    load: () => import('@/features/risks/proposals'),
  },
  {
    path: '/misure',
    ns: 'measures',
    group: 'catalogue',
    icon: 'it-list',
    read: 'vocabulary:read',
    write: 'plan:write',
    load: () => import('@/features/measures'),
  },
  {
    path: '/comportamenti',
    ns: 'behaviours',
    group: 'catalogue',
    icon: 'it-help-circle',
    read: 'behaviour:read',
    load: () => import('@/features/behaviours'),
  },
  {
    path: '/nomi-delle-aree',
    ns: 'area-aliases',
    group: 'catalogue',
    icon: 'it-list',
    read: 'local-risk:read',
    aside: true,
    load: () => import('@/features/area-aliases'),
  },
  {
    path: '/registro',
    ns: 'register',
    group: 'plan',
    also: ['register-work', 'evaluations'],
    icon: 'it-list',
    read: 'plan:read',
    more: ['esporta', 'relazione'],
    load: () => import('./RegisterPages'),
  },
  {
    path: '/importazioni',
    ns: 'register-imports',
    group: 'plan',
    icon: 'it-list',
    read: 'plan:read',
    aside: true,
    load: () => import('@/features/register-imports'),
  },
  {
    path: '/processi',
    ns: 'processes',
    group: 'plan',
    icon: 'it-list',
    read: 'local-risk:read',
    load: () => import('@/features/processes'),
  },
  {
    path: '/valutazioni',
    ns: 'evaluations',
    group: 'plan',
    icon: 'it-chart-line',
    read: 'risk:read',
    write: 'plan:write',
    more: ['trattamento', 'residuo'],
    load: () => import('@/features/evaluations'),
  },
  {
    path: '/conferma-del-piano',
    ns: 'plan-confirmations',
    group: 'plan',
    icon: 'it-check-circle',
    read: 'plan:read',
    aside: true,
    load: () => import('@/features/plan-confirmations'),
  },
  {
    path: '/misure-adottate',
    ns: 'measure-adoptions',
    group: 'plan',
    icon: 'it-check-circle',
    read: 'plan:read',
    load: () => import('@/features/measure-adoptions'),
  },
  {
    path: '/monitoraggio',
    ns: 'monitoring',
    group: 'plan',
    icon: 'it-check-circle',
    read: 'plan:read',
    also: ['monitoring-checks'],
    more: ['chiusura'],
    load: () => import('@/features/monitoring'),
  },
  {
    path: '/verifiche',
    ns: 'monitoring-checks',
    group: 'plan',
    also: ['monitoring'],
    icon: 'it-check',
    read: 'plan:read',
    aside: true,
    load: () => import('@/features/monitoring/checks'),
  },
  {
    path: '/scadenze',
    ns: 'deadlines',
    group: 'plan',
    icon: 'it-list',
    load: () => import('@/features/deadlines'),
  },
  {
    path: '/quadro',
    ns: 'overview',
    group: 'plan',
    icon: 'it-chart-line',
    read: 'risk:read',
    write: 'plan:write',
    load: () => import('@/features/overview'),
  },
  {
    path: '/fabbisogni',
    ns: 'training-needs',
    group: 'plan',
    icon: 'it-presentation',
    read: 'training-need:read',
    write: 'training-need:write',
    load: () => import('@/features/training-needs'),
  },
  {
    path: '/documenti',
    ns: 'documents',
    group: 'papers',
    icon: 'it-files',
    read: 'adhesion:read',
    load: () => import('@/features/documents'),
  },
  {
    path: '/modelli',
    ns: 'templates',
    group: 'papers',
    icon: 'it-copy',
    read: 'template:write',
    load: () => import('@/features/templates'),
  },
];

/** The entries a person may open. */
export function useReadable(): ResourceEntry[] {
  const { me, can } = useSession();
  return resources.filter(({ open, read, aside }) => !aside && (open || (me && (!read || can(read)))));
}

/** The feature with its texts and the names its codes need, loaded when somebody opens it. */
export const loadResource =
  ({ ns, also = [], load }: ResourceEntry) =>
  async () =>
    (await Promise.all([withTexts([ns, ...also], load)(), loadReference()]))[0];
