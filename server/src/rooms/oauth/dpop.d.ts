import type { Services } from '../../platform/context.ts';
export interface ProofToCheck {
    readonly proof: string;
    readonly method: string;
    /** Without query; the scheme and host are this server's. */
    readonly url: string;
    readonly accessToken: string;
    /** The token's key (RFC 7638 thumbprint). */
    readonly jkt: string;
}
/**
 * Checks a DPoP proof for a request to the API (RFC 9449 §4.3): the token's key has signed this method and URL for this token, just now, once.
 * @throws {VibeError} invalid_token
 */
export declare function verifyDpopProof(services: Services, { proof, method, url, accessToken, jkt }: ProofToCheck): void;
