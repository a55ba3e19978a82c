/** The people of the demo data, one a role. */
export const accounts = {
  secretariat: 'segreteria@example.org',
  coordinator: 'coordinatore@example.org',
  rpct: 'rpct@example.org',
  secretary: 'segretario@example.org',
  commissioner: 'commissario@example.org',
  referent: 'referente@example.org',
  observer: 'osservatore@example.org',
} as const;

export type Role = keyof typeof accounts;

export const PASSWORD = 'quattro barche sul molo di Lipari';
