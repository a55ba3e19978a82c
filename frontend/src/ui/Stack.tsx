export type StackPart = 'none' | 'low' | 'medium' | 'high' | 'done';

/** A whole and its parts in one bar; what the parts leave is not told. The numbers stand beside it. */
export function Stack({ total, parts }: { total: number; parts: { part: StackPart; count: number }[] }) {
  let from = 0;
  return (
    <svg className="stack" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
      <rect className="hidden" width="100" height="10" />
      {parts.map(({ part, count }) => {
        const x = from;
        const width = (count / Math.max(1, total)) * 100;
        from += width;
        return <rect key={part} className={part} x={x} width={width} height="10" />;
      })}
    </svg>
  );
}

// Whole names, because the build keeps only the class names it reads.
const swatches: Record<string, string> = {
  none: 'stack-none',
  low: 'stack-low',
  medium: 'stack-medium',
  high: 'stack-high',
  done: 'stack-done',
  hidden: 'stack-hidden',
};

type LegendProps = { parts: { part: StackPart; label: string }[]; hidden: string };

export const StackLegend = ({ parts, hidden }: LegendProps) => (
  <ul className="legend">
    {[...parts, { part: 'hidden', label: hidden }].map(({ part, label }) => (
      <li key={part}>
        <i className={swatches[part]} aria-hidden="true" />
        {label}
      </li>
    ))}
  </ul>
);
