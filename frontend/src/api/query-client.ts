import { QueryClient } from '@tanstack/react-query';
import type { Problem } from '@/lib/problem';

declare module '@tanstack/react-query' {
  interface Register {
    defaultError: Problem;
  }
}

/** A refusal is final; only a silent or broken server is asked again. */
const retry = (failures: number, problem: Problem) => problem.status >= 500 && failures < 2;

export const queryClient = new QueryClient({
  defaultOptions: { queries: { staleTime: 30_000, retry }, mutations: { retry: false } },
});

/** After a write everything on screen is asked again: nobody patches the cache by hand. */
export const refetchAll = () => queryClient.invalidateQueries();
