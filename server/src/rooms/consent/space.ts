import type { Did } from '@vibe/shared';
import type { Services } from '../../platform/context.ts';
import { perProcess } from '../../platform/lifetime.ts';

/** Of one person, in one app. */
export interface SpaceUsed {
  /** Of documents that are there, as JSON. */
  readonly bytes: number;
  readonly documents: number;
  /** There is more, which was not counted. */
  readonly atLeast?: boolean;
}
type Measure = (did: Did, appId: string) => Promise<SpaceUsed>;

const measures = perProcess((_: Services): { measure?: Measure } => ({}));

/** The rooms that know of documents stand to the right of this one: they say how it is measured. */
export function onSpaceAsked(services: Services, measure: Measure): void {
  measures(services).measure = measure;
}

/** Nothing, where nobody measures. A consent is asked also when it cannot be said. */
export async function spaceUsed(services: Services, did: Did, appId: string): Promise<SpaceUsed | undefined> {
  try {
    return await measures(services).measure?.(did, appId);
  } catch (error) {
    services.log.warn({ err: error, did, app: appId }, 'cannot say how much space is used');
    return undefined;
  }
}
