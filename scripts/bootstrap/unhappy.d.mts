export declare class Unhappy extends Error {}
