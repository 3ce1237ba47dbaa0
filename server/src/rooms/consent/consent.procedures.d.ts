import { type Consent } from './consent.ts';
export declare const consentProcedures: {
    list: import("@trpc/server").TRPCQueryProcedure<{
        input: void;
        output: Consent[];
        meta: object;
        errorShape: {
            message: string;
            code: import("@trpc/server").TRPC_ERROR_CODE_NUMBER;
            data: {
                code: "BAD_REQUEST" | "CONFLICT" | "FORBIDDEN" | "INTERNAL_SERVER_ERROR" | "METHOD_NOT_SUPPORTED" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "SERVICE_UNAVAILABLE" | "TOO_MANY_REQUESTS" | "UNAUTHORIZED" | "UNPROCESSABLE_CONTENT";
                httpStatus: number;
                path: string | undefined;
                vibe: import("@vibe/shared").VibeErrorOnTheWire;
            };
        };
    }>;
    withdraw: import("@trpc/server").TRPCMutationProcedure<{
        input: {
            appId: string;
        };
        output: void;
        meta: object;
        errorShape: {
            message: string;
            code: import("@trpc/server").TRPC_ERROR_CODE_NUMBER;
            data: {
                code: "BAD_REQUEST" | "CONFLICT" | "FORBIDDEN" | "INTERNAL_SERVER_ERROR" | "METHOD_NOT_SUPPORTED" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "SERVICE_UNAVAILABLE" | "TOO_MANY_REQUESTS" | "UNAUTHORIZED" | "UNPROCESSABLE_CONTENT";
                httpStatus: number;
                path: string | undefined;
                vibe: import("@vibe/shared").VibeErrorOnTheWire;
            };
        };
    }>;
};
