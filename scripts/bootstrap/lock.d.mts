export declare function withLock<Value>(folder: string, work: () => Promise<Value>, onWait?: (pid: number) => void): Promise<Value>;
