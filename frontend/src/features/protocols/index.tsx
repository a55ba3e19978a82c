import { useQuery } from '@tanstack/react-query';
import { http, orThrow } from '@/api/client';
import { useSession } from '@/api/session';
import { t } from '@/lib/i18n';
import type { AnyDefinition } from '@/resource/definition';
import { pagesOf } from '@/resource/pages';
import { ResourceListPage } from '@/resource/ResourceListPage';
import { ResourceNewPage } from '@/resource/ResourceNewPage';
import { LinkButton } from '@/ui/Button';
import { Loading } from '@/ui/Loading';
import { definition as protocols } from './definition';

export const { definition, DetailPage, EditPage } = pagesOf(protocols);

/** A new version starts from the text in force. */
export function NewPage() {
  const { data, error } = useQuery({
    queryKey: ['/protocol-versions', 'current'],
    queryFn: async ({ signal }) =>
      orThrow(await http.GET('/protocol-versions', { params: { query: { limit: 200 } }, signal })).items,
  });
  if (!data && !error) return <Loading />;
  const { title, text } = data?.find(({ state }) => state === 'current') ?? {};
  const newForm = { ...protocols.form, defaults: { title, text } };
  return <ResourceNewPage def={{ ...protocols, newForm } as AnyDefinition} />;
}

export function ListPage() {
  const { can } = useSession();
  const agreements = can('adhesion:read') && (
    <p>
      <LinkButton look="outline" small to="/accordi">
        {t('protocols:agreements')}
      </LinkButton>
    </p>
  );
  return <ResourceListPage def={protocols} above={agreements} />;
}
