// 'always': Italian otherwise writes 5744 without its separator.
const plain = new Intl.NumberFormat('it-IT', { useGrouping: 'always' });
const whole = new Intl.NumberFormat('it-IT', { maximumFractionDigits: 1 });
const decimals = (digits: number) =>
  new Intl.NumberFormat('it-IT', {
    useGrouping: 'always',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });

/** 5744 → `5.744`; with digits, 12.5 → `12,50`. */
export const formatNumber = (value: number, digits?: number): string =>
  (digits === undefined ? plain : decimals(digits)).format(value);

/** A share between 0 and 1 → `43,5 %`. */
export const formatShare = (share: number, digits = 1): string =>
  `${decimals(digits).format(share * 100)}\u00A0%`;

/** 48211 → `47 kB`, 26214400 → `25 MB`, as people count files. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${plain.format(bytes)}\u00A0byte`;
  const kilo = bytes / 1024;
  return kilo < 1024 ? `${plain.format(Math.round(kilo))}\u00A0kB` : `${whole.format(kilo / 1024)}\u00A0MB`;
}
