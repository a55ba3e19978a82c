import { loadReference } from '@/api/reference';
import { useSession } from '@/api/session';
import { withTexts } from '@/lib/i18n';
import type { ResourceFeature } from '@/resource/pages';
import type { IconName } from '@/ui/icons';

export type ResourceEntry = {
  path: string;
  /** Its file of texts; the menu's own are in app.json, `resource.<ns>`. */
  ns: string;
  icon: IconName;
  /** The permission that reads it: who has not got it does not see the entry. None: whoever is signed in. */
  read?: string;
  /** Open data: whoever comes may read it. */
  open?: boolean;
  /** More pages of a row: address → the component its feature exports. */
  more?: Record<string, 'PartPage'>;
  load: () => Promise<ResourceFeature>;
};

/** The resources of the platform, in the order of the menu. A new one is a folder and a line here. */
export const resources: ResourceEntry[] = [
  {
    path: '/fabbisogni',
    ns: 'training-needs',
    icon: 'it-presentation',
    read: 'training-need:read',
    load: () => import('@/features/training-needs'),
  },
];

/** The entries a person may open. */
export function useReadable(): ResourceEntry[] {
  const { me, can } = useSession();
  return resources.filter(({ open, read }) => open || (me && (!read || can(read))));
}

/** The feature with its texts and the names its codes need, loaded when somebody opens it. */
export const loadResource =
  ({ ns, load }: ResourceEntry) =>
  async () =>
    (await Promise.all([withTexts([ns], load)(), loadReference()]))[0];
