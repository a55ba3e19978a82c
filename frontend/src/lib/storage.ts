/** localStorage where the browser allows it: private windows and policies may refuse. */
export const stored = {
  get(key: string): string | null {
    try {
      return localStorage.getItem(`comunita.${key}`);
    } catch {
      return null;
    }
  },
  set(key: string, value: string | null): void {
    try {
      if (value === null) localStorage.removeItem(`comunita.${key}`);
      else localStorage.setItem(`comunita.${key}`, value);
    } catch {
      // The value lives as long as the page.
    }
  },
};
