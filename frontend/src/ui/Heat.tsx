type Props = { tone: 'low' | 'medium' | 'high'; value: number; text: string };

/** A count on the colour of its level; none where there is nothing. The number says it all, the colour repeats it. */
export const Heat = ({ tone, value, text }: Props) => (
  <span className={value > 0 ? `heat ${tone}` : undefined}>{text}</span>
);
