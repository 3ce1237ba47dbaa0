import { createApi } from '@vibe/client/api';

/** The typed API of the server that this page came from; the session cookie goes along. */
export const api = createApi(location.origin);
