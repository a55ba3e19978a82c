import { useEffect, useRef } from 'react';
import { Button } from './Button';

const AHEAD = '1500px 0px'; // of the edge of the screen

type Props = { label: string; busy: boolean; next: () => void };

/** Asks for more rows before one gets to the end of those that are there; or when told to. */
export function MoreRows({ label, busy, next }: Props) {
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const watch = new IntersectionObserver(([entry]) => entry?.isIntersecting && next(), {
      rootMargin: AHEAD,
    });
    watch.observe(end.current!);
    return () => watch.disconnect();
  }, [next]);
  return (
    <div ref={end} className="mt-4 d-print-none">
      <Button look="outline" busy={busy} onClick={next}>
        {label}
      </Button>
    </div>
  );
}
