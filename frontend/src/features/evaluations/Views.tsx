import { useSearch } from '@tanstack/react-router';
import { useSession } from '@/api/session';
import { t } from '@/lib/i18n';
import { first, type Search } from '@/lib/url-state';
import { Tabs } from '@/ui/Tabs';

export type ViewId = 'elenco' | 'mappa' | 'rete' | 'anno';

const needs: Record<ViewId, string> = {
  elenco: 'plan:read',
  mappa: 'plan:read',
  rete: 'risk:read',
  anno: 'plan:write',
};

/** The views a person may open, the first of them by default. */
export function useViews(): { shown: ViewId[]; view: ViewId | undefined } {
  const { can } = useSession();
  const { vista } = useSearch({ strict: false }) as Search;
  const shown = (Object.keys(needs) as ViewId[]).filter((id) => can(needs[id]));
  return { shown, view: shown.find((id) => id === first(vista)) ?? shown[0] };
}

export function Views() {
  const { shown, view } = useViews();
  const { municipality, year } = useSearch({ strict: false }) as Search;
  return (
    <Tabs
      label={t('evaluations:views')}
      tabs={shown.map((id) => ({
        id,
        label: t(`evaluations:view.${id}`),
        to: '/valutazioni',
        search: { vista: id === shown[0] ? undefined : id, municipality, year },
        current: id === view,
      }))}
    />
  );
}
