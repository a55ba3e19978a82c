import type { Schemas } from '@/api/client';
import { formatDay } from '@/lib/dates';
import { t, tOr } from '@/lib/i18n';
import type { Search } from '@/lib/url-state';

export type Due = Schemas['Due'];

const officers = (code: string) => ({ to: `/comuni/${code}`, search: { scheda: 'incarichi' } });
const adhesion = (code: string) => ({ to: `/adesioni/${code}` });

/** Where each thing is done; what is not here is done from the page of the municipality. */
const places: Record<string, (code: string, due: Due) => { to: string; search?: Search }> = {
  'no-rpct': officers,
  'no-referent': officers,
  'secretary-vacant': officers,
  'rpct-ending': officers,
  'secretary-ending': officers,
  'referent-ending': officers,
  joining: adhesion,
  'adhesion-waits': adhesion,
  'agreement-ending': adhesion,
  'protocol-text': (code) => ({ to: `/adesioni/${code}/firma` }),
  adhesion,
  'adhesion-late': adhesion,
  monitoring: (code) => ({ to: '/monitoraggio', search: { municipality: code, state: 'open' } }),
  'monitoring-late': (code) => ({ to: '/monitoraggio', search: { municipality: code, state: 'open' } }),
  profile: (code) => ({ to: `/comuni/${code}/profilo` }),
  'no-risks': () => ({ to: '/rischi' }),
  'risk-updates': (code) => ({
    to: '/rischi',
    search: { vista: 'local', municipality: code, pending: 'true' },
  }),
  'no-needs': (code, { year }) => ({
    to: '/fabbisogni/nuovo',
    search: { municipality: code, year: String(year) },
  }),
};

/** What is due in a municipality, in words, and where it is done. */
export function taskOf(code: string, due: Due): { to: string; search?: Search; title: string; text: string } {
  const values = {
    ...due,
    day: due.day && formatDay(due.day),
    state: tOr(`home:adhesion.${due.state}`, due.state ?? ''),
  };
  return {
    ...(places[due.code]?.(code, due) ?? { to: `/comuni/${code}` }),
    title: t(`home:due.${due.code}.title`, values),
    text: t(`home:due.${due.code}.text`, values),
  };
}
