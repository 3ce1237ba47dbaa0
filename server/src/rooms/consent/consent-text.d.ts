import { type AppManifest, type Scope } from '@vibe/shared';
export interface ConsentItem {
    readonly scope: Scope;
    /** Completes “<app> will be able to …”. */
    readonly says: string;
    /** Why, in the app's own words; to be shown as a quotation. */
    readonly purpose?: string;
    /** Not allowed yet. When something is granted already, only the new is asked. */
    readonly isNew: boolean;
    readonly sensitive: boolean;
    /** The person may leave it out and still go on; starts unticked. */
    readonly optional: boolean;
}
/** All that the consent page and the frame say; generated, so that it is what the server enforces. */
export interface ConsentText {
    readonly app: {
        readonly name: string;
        readonly origin: string;
        readonly icon?: string;
    };
    readonly items: readonly ConsentItem[];
    /** Each completes “<app> cannot …”. */
    readonly cannot: readonly string[];
    readonly pays: string;
    readonly ends: string;
}
interface AskingApp {
    readonly name: string;
    readonly origins: readonly string[];
    readonly manifest: Pick<AppManifest, 'icon' | 'purposes' | 'collections'>;
}
/** @param origin where the app is asking from; left out: the first it has registered. */
export declare function consentText(app: AskingApp, asked: Iterable<Scope>, granted: ReadonlySet<Scope>, origin?: string): ConsentText;
export {};
