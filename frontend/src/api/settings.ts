import { api } from './client';

/** Who runs this instance and where its documents are. Undefined until it is known. */
export const useSettings = () =>
  api.useQuery('get', '/settings', {}, { staleTime: Number.POSITIVE_INFINITY }).data;
