const zone = 'Europe/Rome';
const day = new Intl.DateTimeFormat('it-IT', {
  day: '2-digit',
  month: '2-digit',
  year: 'numeric',
  timeZone: 'UTC',
});
const instant = new Intl.DateTimeFormat('it-IT', {
  day: '2-digit',
  month: '2-digit',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: zone,
});
const isoDay = new Intl.DateTimeFormat('en-CA', {
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  timeZone: zone,
});

const ISO_DAY = /^\d{4}-\d{2}-\d{2}$/;
const ISO_INSTANT = /^\d{4}-\d{2}-\d{2}T/;

/** A calendar day, `2026-11-23` → `23/11/2026`; it has no time zone to shift. */
export const formatDay = (iso: string): string => day.format(new Date(`${iso}T00:00:00Z`));

/** An instant in UTC → `23/11/2026, 14:05` in Rome. */
export const formatInstant = (iso: string): string => instant.format(new Date(iso));

/** The day of an instant or of a day, for tables. */
export const formatDateOnly = (iso: string): string =>
  formatDay(ISO_DAY.test(iso) ? iso : isoDay.format(new Date(iso)));

/** Either of the two, by its shape; '' for nothing. */
export function formatDate(iso: string | undefined | null): string {
  if (!iso) return '';
  return ISO_DAY.test(iso) ? formatDay(iso) : formatInstant(iso);
}

export const isDate = (value: unknown): value is string =>
  typeof value === 'string' && (ISO_DAY.test(value) || ISO_INSTANT.test(value));

/** Today's day in Rome, `YYYY-MM-DD`. */
export const today = (now = new Date()): string => isoDay.format(now);
