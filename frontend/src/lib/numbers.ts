// 'always': Italian otherwise writes 5744 without its separator.
const plain = new Intl.NumberFormat('it-IT', { useGrouping: 'always' });
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
