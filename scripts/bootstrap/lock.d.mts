export declare function withLock<Value>(
  folder: string,
  work: (holdFor: (pid: number) => void) => Promise<Value>,
  onWait?: (pid: number) => void,
): Promise<Value>;
