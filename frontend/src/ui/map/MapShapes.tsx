import { t } from '@/lib/i18n';

export type ShapeName = 'hex' | 'schematic';

/** Which of the two shapes is drawn. */
export function MapShapes({ shape, onChange }: { shape: ShapeName; onChange: (shape: ShapeName) => void }) {
  return (
    <fieldset className="map-switch">
      <legend className="visually-hidden">{t('ui:map.shape')}</legend>
      {(['hex', 'schematic'] as const).map((name) => (
        <button
          key={name}
          type="button"
          className={`btn btn-xs ${shape === name ? 'btn-primary' : 'btn-outline-primary'}`}
          aria-pressed={shape === name}
          onClick={() => onChange(name)}
        >
          {t(`ui:map.${name}`)}
        </button>
      ))}
    </fieldset>
  );
}
