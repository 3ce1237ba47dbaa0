import { interactionPolicy } from 'oidc-provider';
import type { Services } from '../../platform/context.ts';
/**
 * What a person is asked during an authorization, in this order: to choose an account (only when the client asks for it), to sign in, to
 * consent. Being signed in means Vibe's own session, now; the engine's session alone opens nothing.
 */
export declare function interactionPolicyFor(services: Services): interactionPolicy.DefaultPolicy;
