import { type FrameMessage, type HostMessage, hostMessage, initMessage } from '@vibe/shared';

/** An answer; the port puts the request's id to it. */
export type Answer = WithoutId<Exclude<FrameMessage, { type: 'ready' | 'began' | 'ended' | 'error' }>>;
type WithoutId<M> = M extends unknown ? Omit<M, 'id'> : never;
/** Said unasked. */
export type Push = Extract<FrameMessage, { type: 'began' | 'ended' | 'ui' }>;

export interface Host {
  /** One of the app's registered origins. */
  readonly origin: string;
  say(push: Push): void;
}

export interface FrameEnd {
  readonly server: string;
  /** Names under which the host may ask for the app. */
  readonly clientIds: readonly string[];
  readonly origins: readonly string[];
  /** Answers the one host that was let in. */
  readonly welcome: (host: Host) => (message: HostMessage) => Promise<Answer>;
  readonly toError: (error: unknown) => { error: string; message: string; request_id?: string };
}

/**
 * The frame's end of vibe-auth/1: one `init`, from this frame's parent, at one of the app's registered origins, ever; after it only the port that
 * came with it. What does not fit the schemas is not answered.
 */
export function listen({ server, clientIds, origins, welcome, toError }: FrameEnd): void {
  const onInit = (event: MessageEvent<unknown>): void => {
    const port = event.ports[0];
    const init = initMessage.safeParse(event.data);
    if (event.source !== parent || parent === window || !port || !init.success || !clientIds.includes(init.data.client_id)) return;
    if (!origins.includes(event.origin)) {
      console.warn(`Vibe: ${event.origin} is not a registered origin of ${clientIds[0]}.`);
      return;
    }
    removeEventListener('message', onInit);
    const say = (message: FrameMessage): void => port.postMessage(message);
    const answer = welcome({ origin: event.origin, say });
    port.onmessage = async ({ data }: MessageEvent<unknown>) => {
      const { success, data: message } = hostMessage.safeParse(data);
      if (!success) return;
      const { id } = message;
      try {
        say({ ...(await answer(message)), id } as FrameMessage);
      } catch (error) {
        say({ type: 'error', id, ...toError(error) });
      }
    };
    say({ type: 'ready', nonce: init.data.nonce, server });
  };
  addEventListener('message', onInit);
}
