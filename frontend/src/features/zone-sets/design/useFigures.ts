import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { http, orThrow } from '@/api/client';
import { bare, type DesignZone } from './state';

const PAUSE_MS = 120;

/** The server's figures of a design, a moment after its last change; the ones before stay until then. */
export function useFigures(zones: DesignZone[]) {
  const [asked, setAsked] = useState(zones);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(zones), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [zones]);
  return useQuery({
    queryKey: ['zone-figures', asked],
    queryFn: async ({ signal }) =>
      orThrow(await http.POST('/zone-designs/figures', { body: { zones: asked.map(bare) }, signal })),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  });
}
