export declare function onParentGone(callback: () => void): void;
