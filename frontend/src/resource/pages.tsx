import type { ComponentType } from 'react';
import type { AnyDefinition } from './definition';
import { ResourceDetailPage } from './ResourceDetailPage';
import { ResourceEditPage } from './ResourceEditPage';
import { ResourceListPage } from './ResourceListPage';
import { ResourceNewPage } from './ResourceNewPage';

/** What the index of a resource's feature folder exports. */
export type ResourceFeature = {
  /** None: pages of sums, which nobody searches. */
  definition?: AnyDefinition;
  ListPage: ComponentType;
  DetailPage: ComponentType;
  NewPage?: ComponentType;
  EditPage?: ComponentType;
  /** More pages of a row, by the end of their address. */
  pages?: Record<string, ComponentType>;
};

/** The four pages of a resource that needs nothing else. */
export const pagesOf = (definition: AnyDefinition) => ({
  definition,
  ListPage: () => <ResourceListPage def={definition} />,
  DetailPage: () => <ResourceDetailPage def={definition} />,
  NewPage: () => <ResourceNewPage def={definition} />,
  EditPage: () => <ResourceEditPage def={definition} />,
});
