export declare const functionNames: readonly string[];
export declare function bundleFunctions(directory: string): Promise<void>;
