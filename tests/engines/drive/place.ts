import type { Bare, Place } from './engine.ts';
import { find, says, type What } from './find.ts';

const patienceMilliseconds = 15_000;

export function place(bare: Bare): Place {
  const described = async (): Promise<string> =>
    String(await bare.run(`async () => (${String(seen)})()`, []).catch((error: unknown) => error));
  const until = async (what: What, work: () => Promise<boolean>): Promise<void> => {
    try {
      await eventually(work);
    } catch (cause) {
      throw new Error(`No ${says(what)} at ${await described()}`, { cause });
    }
  };
  return {
    evaluate: async (run, ...given) => (await bare.run(`async (...given) => (${String(run)})(...given)`, given)) as never,
    see: (what) => until(what, async () => (await bare.run(isThere, [what, false])) === true),
    isSeen: async (what) => (await bare.run(isThere, [what, false])) === true,
    click: (what) => until(what, () => bare.point('click', String(find), [what, true])),
    hover: (what) => until(what, () => bare.point('hover', String(find), [what, true])),
    fill: (what, text) => until(what, () => bare.type(String(find), [what, true], text)),
  };
}

const isThere = `async (...given) => (await (${String(find)})(...given)) !== null`;

/** Runs inside the page: where it is, and what can be read there. */
function seen(): string {
  const read = (node: Node): string => {
    if (node instanceof Text) return node.data;
    if (node instanceof Element && ['script', 'style'].includes(node.localName)) return '';
    return [...((node as Element).shadowRoot ?? node).childNodes].map(read).join(' ');
  };
  return `${location.href}: ${read(document.body).replace(/\s+/g, ' ').slice(0, 1_000)}`;
}

/** Asks until the answer is yes. A page that is being left gives no answer; that of the one after it counts. */
export async function eventually(work: () => Promise<boolean>, patience = patienceMilliseconds): Promise<void> {
  let last: unknown;
  for (const end = Date.now() + patience; Date.now() < end; await pause(50)) {
    try {
      if (await work()) return;
      last = undefined;
    } catch (error) {
      last = error;
    }
  }
  throw last ?? new Error('It did not come');
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
