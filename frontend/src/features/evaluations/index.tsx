import { ResourceEditPage } from '@/resource/ResourceEditPage';
import { ResourceListPage } from '@/resource/ResourceListPage';
import { definition as evaluations } from './definition';
import { EvaluationPage } from './EvaluationPage';
import { NetworkMapPage } from './NetworkMapPage';
import { RiskMapPage } from './RiskMapPage';
import { useViews, Views } from './Views';
import { YearPage } from './YearPage';

export const definition = evaluations;
export const DetailPage = EvaluationPage;
export const pages = {
  trattamento: () => <ResourceEditPage def={evaluations} part="treatment" />,
  residuo: () => <ResourceEditPage def={evaluations} part="residual" />,
};

export function ListPage() {
  const { view } = useViews();
  if (view === 'mappa') return <RiskMapPage />;
  if (view === 'rete') return <NetworkMapPage />;
  if (view === 'anno') return <YearPage />;
  return <ResourceListPage def={evaluations} above={<Views />} />;
}
