/**
 * The one way to the server: `api.GET("/api/v1/…")`, typed by the server's own OpenAPI document.
 *
 * Every call either gives its data or throws an `ApiFailure` that can be shown to a person.
 */
import createClient, { type Middleware } from "openapi-fetch";

import { asFailure, failureOf } from "./failure";
import type { paths } from "./schema";

const SAFE_METHODS = ["GET", "HEAD"];

let csrfToken = "";
let tellSignedOut: () => void = () => undefined;

/** Send this token with every request that changes something. */
export function keepCsrfToken(token: string): void {
  csrfToken = token;
}

/** Call this when the server no longer knows who is speaking. */
export function onSignedOut(listener: () => void): void {
  tellSignedOut = listener;
}

/** Return the headers that a request of this page needs. */
export function headersFor(method: string): Record<string, string> {
  return SAFE_METHODS.includes(method) || !csrfToken ? {} : { "X-CSRF-Token": csrfToken };
}

/** Throw what a response tells, unless all went well. */
export async function check(response: Response): Promise<void> {
  if (response.ok) return;
  const failure = await failureOf(response);
  if (failure.code === "not_signed_in" || failure.code === "password_change_required") tellSignedOut();
  throw failure;
}

const guard: Middleware = {
  onRequest({ request }) {
    for (const [name, value] of Object.entries(headersFor(request.method))) {
      request.headers.set(name, value);
    }
  },
  async onResponse({ response }) {
    await check(response);
  },
  onError({ error }) {
    return asFailure(error);
  },
};

// `fetch` is looked up at each call, so that a test can stand in for the server.
export const api = createClient<paths>({ baseUrl: location.origin, fetch: (request) => fetch(request) });
api.use(guard);

/**
 * Return what a call got.
 *
 * @example const account = await take(api.GET("/api/v1/session"));
 */
export async function take<Data>(call: Promise<{ data?: Data }>): Promise<Data> {
  return (await call).data as Data;
}

/** Fetch what has no place in the typed client: streams and files. */
export async function send(path: string, init: RequestInit & { signal?: AbortSignal } = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  for (const [name, value] of Object.entries(headersFor(init.method ?? "GET"))) headers.set(name, value);
  let response: Response;
  try {
    response = await fetch(path, { ...init, headers });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw asFailure(error);
  }
  await check(response);
  return response;
}

