import type { AnyRouter } from '@tanstack/react-router';

/** After a change of page the focus goes to its heading, so that a screen reader says where one is. */
export function focusHeading(router: AnyRouter): void {
  router.subscribe('onRendered', ({ fromLocation, pathChanged }) => {
    if (!fromLocation || !pathChanged) return;
    const heading =
      document.querySelector<HTMLElement>('main h1') ?? document.querySelector<HTMLElement>('main');
    heading?.focus({ preventScroll: true });
  });
}
