import { type DocumentPage, type LiveEvent, type VibeDocument } from '@vibe/shared';
import { type RemovedDocument } from './documents.write.ts';
export declare const documentsProcedures: {
    create: import("@trpc/server").TRPCMutationProcedure<{
        input: {
            collection: `${string}/${string}`;
            id?: string | undefined;
            body: Record<string, unknown>;
            acl?: import("@vibe/shared").AclInput | undefined;
        };
        output: VibeDocument<Record<string, unknown>>;
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
    get: import("@trpc/server").TRPCQueryProcedure<{
        input: {
            collection: `${string}/${string}`;
            id: string;
            owner?: `did:${string}:${string}` | undefined;
        };
        output: VibeDocument<Record<string, unknown>>;
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
    list: import("@trpc/server").TRPCQueryProcedure<{
        input: {
            collection: `${string}/${string}`;
            scope?: "all" | "own" | "public" | "shared" | undefined;
            limit?: number | undefined;
            cursor?: string | undefined;
        };
        output: DocumentPage<Record<string, unknown>>;
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
    update: import("@trpc/server").TRPCMutationProcedure<{
        input: {
            collection: `${string}/${string}`;
            id: string;
            owner?: `did:${string}:${string}` | undefined;
            rev: string;
            body?: Record<string, unknown> | undefined;
            acl?: import("@vibe/shared").AclInput | undefined;
        };
        output: VibeDocument<Record<string, unknown>>;
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
    remove: import("@trpc/server").TRPCMutationProcedure<{
        input: {
            collection: `${string}/${string}`;
            id: string;
            owner?: `did:${string}:${string}` | undefined;
            rev: string;
        };
        output: RemovedDocument;
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
    live: import("@trpc/server").TRPCSubscriptionProcedure<{
        input: {
            collection: `${string}/${string}`;
            scope?: "all" | "own" | "public" | "shared" | undefined;
            lastEventId?: string | null | undefined;
        };
        output: AsyncIterable<import("@trpc/server/unstable-core-do-not-import").TrackedData<LiveEvent>, void, unknown>;
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
