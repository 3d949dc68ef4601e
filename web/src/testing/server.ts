import { vi } from "vitest";

/** What the faked server says to one request: a record, or a whole response. */
type Reply = Response | Record<string, unknown> | readonly unknown[] | null;

/**
 * Let `fetch` answer from a table, e.g. `{ "GET /api/v1/categories": ["政策文件"] }`; query strings do not count.
 *
 * A reply may be a function of the request. Anything not in the table fails the test loudly, with status 500.
 */
export function answerWith(replies: Record<string, Reply | ((request: Request) => Reply | Promise<Reply>)>) {
  const fetched = vi.fn(async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const request =
      input instanceof Request ? input : new Request(new URL(input.toString(), location.href), init);
    const name = `${request.method} ${new URL(request.url).pathname}`;
    const reply = replies[name];
    if (reply === undefined) return Response.json({ code: "not_faked", message: name, hint: "" }, { status: 500 });
    const answer = typeof reply === "function" ? await reply(request) : reply;
    if (answer instanceof Response) return answer;
    return answer === null ? new Response(null, { status: 204 }) : Response.json(answer);
  });
  vi.stubGlobal("fetch", fetched);
  return fetched;
}
