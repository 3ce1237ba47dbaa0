export { type UsedAuth, useAuth } from './use-auth.ts';
export { useQuery } from './use-query.ts';
