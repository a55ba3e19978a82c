import { useSearch } from '@tanstack/react-router';
import { t } from '@/lib/i18n';
import { formatNumber } from '@/lib/numbers';
import { first, type Search } from '@/lib/url-state';
import { AppLink } from '@/ui/AppLink';
import { LinkButton } from '@/ui/Button';
import { useFacets } from './facets';

/** The catalogue by typology, with how many entries each has: the first thing one chooses by. */
export function Typologies() {
  const search = useSearch({ strict: false }) as Search;
  const found = useFacets();
  if (!found || first(search.vista) === 'local') return null;
  const { cursor: _, ...kept } = search;
  return (
    <nav aria-label={t('risks:by-typology')} className="facets">
      <p>{t('risks:by-typology')}</p>
      <ul>
        {found.typology.map(({ value, count }) => (
          <li key={value}>
            <AppLink
              to="/rischi"
              search={{ ...kept, typology: value }}
              aria-current={first(search.typology) === value ? 'true' : undefined}
            >
              {t(`risks:value.typology.${value}`)} ({formatNumber(count)})
            </AppLink>
          </li>
        ))}
      </ul>
      {search.typology && (
        <LinkButton look="link" small to="/rischi" search={{ ...kept, typology: undefined }}>
          {t('risks:all-typologies')}
        </LinkButton>
      )}
    </nav>
  );
}
