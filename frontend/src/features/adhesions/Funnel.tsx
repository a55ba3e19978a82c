import { api } from '@/api/client';
import { t } from '@/lib/i18n';
import { formatNumber } from '@/lib/numbers';
import { adhesionText } from '@/resource/adhesion';
import { AppLink } from '@/ui/AppLink';
import { BarTable } from '@/ui/BarTable';
import { ProblemAlert } from '@/ui/ProblemAlert';

/** How many are where. Each state leads to its list. */
export function Funnel() {
  const { data, error } = api.useQuery('get', '/adhesions/funnel');
  const states = data?.items.filter(({ municipalities }) => municipalities > 0) ?? [];
  return (
    <details className="filters">
      <summary>{t('adhesions:funnel.title')}</summary>
      <ProblemAlert problem={error} />
      <BarTable
        caption={t('adhesions:funnel.title')}
        head={[t('adhesions:field.state'), t('adhesions:funnel.count'), t('adhesions:funnel.days')]}
        bars={states.map(({ state, municipalities, days }) => ({
          key: state,
          label: (
            <AppLink to="/adesioni" search={{ vista: 'table', state }}>
              {adhesionText(state)}
            </AppLink>
          ),
          value: municipalities,
          text: formatNumber(municipalities),
          note: formatNumber(Math.round(days)),
        }))}
      />
    </details>
  );
}
