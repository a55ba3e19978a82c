import { queryOptions, useQuery } from '@tanstack/react-query';
import { http, orThrow, type Schemas } from './client';
import { queryClient } from './query-client';
import { dropToken, freshToken, keepToken } from './token';

export type Me = Schemas['Profile'];

/** Who is signed in, or null. The first read of a page tries the refresh cookie. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async ({ signal }) => ((await freshToken()) ? orThrow(await http.GET('/me', { signal })) : null),
  staleTime: 5 * 60_000,
});

export async function logIn(email: string, password: string): Promise<void> {
  keepToken(orThrow(await http.POST('/auth/login', { body: { email, password } })));
  queryClient.removeQueries({ type: 'inactive' }); // of whoever was here before
  await queryClient.fetchQuery({ ...meQuery, staleTime: 0 });
  await queryClient.invalidateQueries();
}

export async function logOut(): Promise<void> {
  await http.POST('/auth/logout');
  forget();
}

/** Drops what this browser knows of the session. */
export function forget(): void {
  dropToken();
  queryClient.setQueryData(meQuery.queryKey, null);
  queryClient.removeQueries({ type: 'inactive' });
}

export function useSession() {
  const { data, isPending } = useQuery(meQuery);
  const me = data ?? null;
  /** What the server lists, nothing deduced: no copy of the role matrix here. */
  const can = (permission: string) => me?.permissions.includes(permission) ?? false;
  return { me, isPending, can };
}
