import { interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider';
import type { Services } from '../../platform/context.ts';
import { sessionFor } from './request.ts';

/**
 * What a person is asked during an authorization, in this order: to choose an account (only when the client asks for it), to sign in, to
 * consent. Being signed in means Vibe's own session, now; the engine's session alone opens nothing.
 */
export function interactionPolicyFor(services: Services): interactionPolicy.DefaultPolicy {
  const { Check, Prompt, base } = interactionPolicy;
  const policy = base();
  policy.add(new Prompt({ name: 'select_account', requestable: true }), 0);
  policy.get('login')?.checks.add(
    new Check('vibe_session', 'End-User authentication is required', 'login_required', async (ctx: KoaContextWithOIDC) => {
      const mine = await sessionFor(services, ctx.req, ctx.oidc.params ?? {});
      return mine !== undefined && mine.did === ctx.oidc.session?.accountId ? Check.NO_NEED_TO_PROMPT : Check.REQUEST_PROMPT;
    }),
  );
  return policy;
}
