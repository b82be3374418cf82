/** The shapes of requests and answers, as openapi-typescript would write them. */
import type * as T from "./types";

export type Json<B> = { content: { "application/json": B } };
export type Failure = { content: { "application/problem+json": T.Problem } };
type Params<P, Q> = { path: P; query?: Q; header?: { "If-Match"?: string } };
export type NoPath = Record<string, never> | undefined;
export type Reads<R, P = NoPath, Q = undefined> = {
  parameters: P extends NoPath ? { query?: Q } : Params<P, Q>;
  responses: { 200: Json<R>; default: Failure };
};
export type Writes<R, B, P = NoPath> = {
  parameters: P extends NoPath ? { query?: undefined } : Params<P, undefined>;
  requestBody: Json<B>;
  responses: { 200: Json<R>; default: Failure };
};
export type Acts<R, P = NoPath> = {
  parameters: P extends NoPath ? { query?: undefined } : Params<P, undefined>;
  responses: { 200: Json<R>; default: Failure };
};
export type ById = { id: T.Id };
export type Pages = { page?: number; limit?: number };
export type List = Pages & {
  sort_by?: string;
  sort_order?: "asc" | "desc";
  search?: string;
};
export type Cursor = { cursor?: string; limit?: number };
