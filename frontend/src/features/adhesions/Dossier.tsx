import { t } from '@/lib/i18n';
import { valueAt } from '@/resource/form-values';
import { fieldLabel, valueText } from '@/resource/words';
import { LinkButton } from '@/ui/Button';
import { Details } from '@/ui/Details';
import { EmptyState } from '@/ui/EmptyState';
import { definition } from './definition';
import { dossier } from './fields';
import type { Adhesion } from './words';

/** What is known of the act, section by section; what is not known is left out. */
export function Dossier({ row }: { row: Adhesion }) {
  const told = dossier
    .map(({ id, fields }) => ({
      id,
      items: fields
        .map(({ name }) => ({
          name,
          label: fieldLabel(definition, name),
          value: valueText(definition, name, valueAt(row, name)),
        }))
        .filter(({ name, value }) => value && (name !== 'act.immediate' || row.act.immediate)),
    }))
    .filter(({ items }) => items.length > 0);
  return (
    <>
      {row.actions.includes('edit') && (
        <p>
          <LinkButton look="outline" icon="it-pencil" to={`/adesioni/${row.municipality}/modifica`}>
            {t('adhesions:edit')}
          </LinkButton>
        </p>
      )}
      {told.length === 0 && (
        <EmptyState title={t('adhesions:dossier.none')} hint={t('adhesions:dossier.none-hint')} />
      )}
      {told.map(({ id, items }) => (
        <Details key={id} title={t(`adhesions:section.${id}`)} items={items} />
      ))}
    </>
  );
}
