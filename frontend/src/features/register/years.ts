import type { Option } from '@/ui/Field';

/** This year and those before, since the first national plan. */
export function years(): Option[] {
  const now = new Date().getFullYear();
  return Array.from({ length: now - 2012 }, (_, n) => ({ value: String(now - n), label: String(now - n) }));
}
