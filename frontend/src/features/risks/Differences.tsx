import type { Schemas } from '@/api/client';
import { t } from '@/lib/i18n';
import { fieldLabel, valueText } from '@/resource/words';
import { DataTable } from '@/ui/DataTable';
import { worded } from './words';

type Field = Pick<Schemas['FieldDifference'], 'field' | 'old' | 'new'>;

/** The values of a field of a risk, in words. */
export const said = (field: string, values: string[]): string =>
  values.map((value) => valueText(worded, field, value)).join('\n') || t('ui:empty-value');

/** What two versions of the words say in other ways, field by field. */
export function Differences({
  caption,
  before,
  after,
  fields,
}: {
  caption: string;
  before: string;
  after: string;
  fields: Field[];
}) {
  if (fields.length === 0) return <p>{t('risks:versions.same')}</p>;
  return (
    <DataTable
      caption={caption}
      rows={fields}
      keyOf={({ field }) => field}
      columns={[
        { name: 'field', label: t('ui:history.field'), show: ({ field }) => fieldLabel(worded, field) },
        { name: 'old', label: before, show: (row) => <Lines text={said(row.field, row.old)} /> },
        { name: 'new', label: after, show: (row) => <Lines text={said(row.field, row.new)} /> },
      ]}
    />
  );
}

export const Lines = ({ text }: { text: string }) => <span className="lines">{text}</span>;
