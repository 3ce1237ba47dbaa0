import type { Services } from '../../platform/context.ts';
/** What was shown to whom. */
export interface Displayed {
    readonly sessionId: string;
    readonly appId: string;
    readonly scope: string;
}
/** Says that the frame was told, now, what to show. */
export declare function makeDisplayToken(services: Services, displayed: Displayed): string;
/**
 * A consent in the frame counts when it comes at least half a second after it could be seen, from where it was shown, once.
 * @throws {VibeError} forbidden
 */
export declare function useDisplayToken(services: Services, token: string, displayed: Displayed): Promise<void>;
