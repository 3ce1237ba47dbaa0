/** Ending sessions, with the apps that were signed in under them. */
export declare const oauthProcedures: {
    /** Everywhere, this browser too, and in every app. */
    signOutEverywhere: import("@trpc/server").TRPCMutationProcedure<{
        input: void;
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
    /** One device of the list. */
    endSession: import("@trpc/server").TRPCMutationProcedure<{
        input: {
            sessionId: string;
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
