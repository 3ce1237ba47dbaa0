import type { Problem } from './problem.ts';

/** One thing at a time that a person has set off. `What` names it, so that its button shows it. */
export type Task<What extends string = string> =
  | { readonly at: 'idle' }
  | { readonly at: 'busy'; readonly what: What }
  | { readonly at: 'failed'; readonly what: What; readonly problem: Problem }
  | { readonly at: 'done'; readonly what: What; readonly says?: string };

export const idle = { at: 'idle' } as const;
export const isBusy = <What extends string>(task: Task<What>, what?: NoInfer<What>): boolean =>
  task.at === 'busy' && (what === undefined || task.what === what);
export const problemOfTask = <What extends string>(task: Task<What>): Problem | undefined =>
  task.at === 'failed' ? task.problem : undefined;
