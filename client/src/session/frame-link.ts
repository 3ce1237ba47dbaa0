import { type FrameMessage, type HostMessage, type InitMessage, VIBE_AUTH } from '@vibe/shared';
import { SessionError, sessionError } from './errors.ts';

type WithoutId<M> = M extends { id: number } ? Omit<M, 'id'> : never;
/** What the host asks of the frame; the link numbers it. */
export type FrameRequest = WithoutId<HostMessage>;
/** The frame's answer to one request; an `error` has become a thrown SessionError. */
export type FrameAnswer = Exclude<FrameMessage, { type: 'ready' | 'began' | 'ended' | 'error' }>;
/** What the frame says unasked. */
export type FramePush = Extract<FrameMessage, { type: 'ui' | 'began' | 'ended' }>;

interface Answers {
  status: 'state';
  begin: 'challenge';
  code: 'token';
  authorize: 'token' | 'ui';
  access: 'state';
  refresh: 'token';
  sign: 'proof';
  logout: 'done';
  cancel: 'done';
}
export type AnswerTo<T extends keyof Answers> = Extract<FrameAnswer, { type: Answers[T] }>;

/** Milliseconds. A person who reads the consent has ten minutes; what needs the network has longer than the frame's own patience with it. */
const patience = { load: 15_000, ready: 5_000, answer: 15_000, person: 600_000 };

interface Waiting {
  readonly answer: (message: FrameAnswer) => void;
  readonly fail: (error: SessionError) => void;
}

/** The host's end of vibe-auth/1 with one frame: `init` to the server's exact origin, everything else on the port. */
export class FrameLink {
  readonly #frame: HTMLIFrameElement;
  readonly #server: string;
  readonly #app: string;
  readonly #onPush: (push: FramePush) => void;
  readonly #waiting = new Map<number, Waiting>();
  #port = this.#expectFrame();
  #lastId = 0;

  constructor(frame: HTMLIFrameElement, { server, app }: { server: string; app: string }, onPush: (push: FramePush) => void) {
    this.#frame = frame;
    this.#server = server;
    this.#app = app;
    this.#onPush = onPush;
    frame.addEventListener('load', () => {
      // A frame that loads again (the browser had discarded it) is a new one: what was asked of the old one is lost.
      if (this.#port.greeted) this.#forget();
      this.#greet();
    });
  }

  /** Asks and waits for the answer. @throws {SessionError} the frame's error, `timeout`, or `frame_refused` */
  async request<T extends FrameRequest['type']>(message: Extract<FrameRequest, { type: T }>): Promise<AnswerTo<T>> {
    const port = await this.#port.open;
    const id = ++this.#lastId;
    return new Promise<AnswerTo<T>>((resolve, reject) => {
      const type: T = message.type;
      const timer = setTimeout(
        () => end(() => reject(new SessionError('timeout', { message: `Vibe's frame did not answer "${type}".` }))),
        type === 'authorize' ? patience.person : patience.answer,
      );
      const end = (settle: () => void): void => {
        clearTimeout(timer);
        this.#waiting.delete(id);
        settle();
      };
      this.#waiting.set(id, {
        answer: (answer) => end(() => resolve(answer as AnswerTo<T>)),
        fail: (error) => end(() => reject(error)),
      });
      port.postMessage({ ...message, id });
    });
  }

  /** The frame has answered the greeting. */
  get isOpen(): boolean {
    return this.#port.answered;
  }

  /** Loads the frame anew, after it could not be reached. */
  reload(): void {
    this.#forget();
    this.#frame.src += '';
  }

  #expectFrame() {
    const { promise: open, resolve, reject } = Promise.withResolvers<MessagePort>();
    // Whoever asks gets the rejection; when nobody does, it is no news.
    open.catch(() => undefined);
    const refuse = (): void =>
      reject(
        new SessionError('frame_refused', {
          message: `${this.#server} could not be reached. Is ${location.origin} a registered origin of "${this.#app}"?`,
        }),
      );
    return { open, resolve, refuse, greeted: false, answered: false, timer: setTimeout(refuse, patience.load) };
  }

  #greet(): void {
    const expected = this.#port;
    expected.greeted = true;
    clearTimeout(expected.timer);
    expected.timer = setTimeout(expected.refuse, patience.ready);

    const { port1, port2 } = new MessageChannel();
    const nonce = crypto.randomUUID();
    port1.onmessage = ({ data }: MessageEvent<FrameMessage>) => {
      if (data.type !== 'ready') this.#receive(data);
      else if (data.nonce === nonce && data.server === this.#server) {
        clearTimeout(expected.timer);
        expected.answered = true;
        expected.resolve(port1);
      }
    };
    const init: InitMessage = { v: VIBE_AUTH, type: 'init', client_id: this.#app, nonce };
    // Never '*': if the frame went elsewhere, the browser drops the message.
    this.#frame.contentWindow?.postMessage(init, this.#server, [port2]);
  }

  #receive(message: Exclude<FrameMessage, { type: 'ready' }>): void {
    const waiting = 'id' in message && message.id !== undefined ? this.#waiting.get(message.id) : undefined;
    if (message.type === 'error') waiting?.fail(sessionError(message.error, { message: message.message, requestId: message.request_id }));
    else if (message.type === 'began' || message.type === 'ended') this.#onPush(message);
    else if (message.type === 'ui' && message.id === undefined) this.#onPush(message);
    else waiting?.answer(message);
  }

  #forget(): void {
    clearTimeout(this.#port.timer);
    for (const { fail } of this.#waiting.values()) fail(new SessionError('timeout'));
    this.#port = this.#expectFrame();
  }
}
