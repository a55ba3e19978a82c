import { useNavigate } from '@tanstack/react-router';
import { t } from '@/lib/i18n';
import { useHomeCrumb } from '@/resource/crumbs';
import type { AnyDefinition } from '@/resource/definition';
import { SearchResults } from '@/resource/SearchResults';
import { EmptyState } from '@/ui/EmptyState';
import { Page } from '@/ui/Page';
import { SearchBox } from '@/ui/SearchBox';

export function Search({ q, definitions }: { q: string; definitions: AnyDefinition[] }) {
  const navigate = useNavigate();
  return (
    <Page
      title={t('search:title')}
      tab={q ? `${q} · ${t('search:title')}` : undefined}
      crumbs={[useHomeCrumb()]}
    >
      <div className="tools">
        <SearchBox
          label={t('search:label')}
          value={q}
          autoFocus={!q}
          onSearch={(text) => navigate({ to: '/cerca', search: { q: text } })}
        />
      </div>
      {q ? (
        <SearchResults definitions={definitions} q={q} />
      ) : (
        <EmptyState title={t('search:start')} hint={t('search:hint')} />
      )}
    </Page>
  );
}
