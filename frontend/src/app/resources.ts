import type { ComponentType } from 'react';
import { withTexts } from '@/lib/i18n';
import type { AnyDefinition } from '@/resource/definition';
import type { IconName } from '@/ui/icons';

/** What a resource's feature folder exports from its index. */
export type ResourceFeature = {
  definition: AnyDefinition;
  ListPage: ComponentType;
  DetailPage: ComponentType;
  NewPage?: ComponentType;
  EditPage?: ComponentType;
};

export type ResourceEntry = {
  path: string;
  /** Its file of texts; the menu's own are in app.json, `resource.<ns>`. */
  ns: string;
  icon: IconName;
  /** The permission that reads it: who has not got it does not see the entry. None: whoever is signed in. */
  read?: string;
  load: () => Promise<ResourceFeature>;
};

/** The resources of the platform, in the order of the menu. A new one is a folder and a line here. */
export const resources: ResourceEntry[] = [];

/** The entries a person may open. */
export const readable = (can: (permission: string) => boolean) =>
  resources.filter(({ read }) => !read || can(read));

/** The feature with its texts, loaded when somebody opens it. */
export const loadResource = ({ ns, load }: ResourceEntry) => withTexts([ns], load);
