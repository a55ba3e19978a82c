import { municipalityName } from '@/api/reference';
import { t } from '@/lib/i18n';
import { AppLink } from '@/ui/AppLink';
import { type Tile, Tiles } from '@/ui/Tiles';

const places = (code: string): Tile[] => {
  const text = (name: string) => ({ title: t(`common:plan.${name}`), text: t(`common:plan.${name}-text`) });
  return [
    { to: `/registro/${code}`, icon: 'it-list', ...text('register') },
    {
      to: '/misure-adottate',
      search: { municipality: code },
      icon: 'it-check-circle',
      ...text('measures'),
    },
    { to: '/monitoraggio', search: { municipality: code }, icon: 'it-check-circle', ...text('monitoring') },
    { to: `/quadro/${code}`, icon: 'it-chart-line', ...text('overview') },
  ];
};

/** Where the plan of a municipality is worked on: for who may read it. */
export const PlanTiles = ({ code }: { code: string }) => (
  <section className="mt-4">
    <h2 className="h4">{t('common:plan.of', { name: municipalityName(code) })}</h2>
    <Tiles items={places(code)} />
  </section>
);

/** The same in a cell of a table. */
export const PlanLinks = ({ code, name }: { code: string; name: string }) => (
  <ul className="dues">
    {places(code).map(({ to, search, title }) => (
      <li key={to}>
        <AppLink to={to} search={search} aria-label={`${title}: ${name}`}>
          {title}
        </AppLink>
      </li>
    ))}
  </ul>
);
