/** Server-sent events over `fetch`, which `EventSource` cannot do for POST requests. */
import { type EventSourceMessage } from "eventsource-parser";
import { EventSourceParserStream } from "eventsource-parser/stream";

import { asFailure } from "./failure";

/** Give the events of a response as they arrive; an abort ends them with an `AbortError`. */
export async function* readEvents(response: Response): AsyncGenerator<EventSourceMessage> {
  if (!response.body) return;
  const reader = response.body
    .pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)
    .pipeThrough(new EventSourceParserStream())
    .getReader();
  try {
    for (;;) {
      const { value, done } = await reader.read().catch((error: unknown) => {
        if (error instanceof DOMException && error.name === "AbortError") throw error;
        throw asFailure(error);
      });
      if (done) return;
      yield value;
    }
  } finally {
    // The connection ends when nobody listens any more.
    void reader.cancel().catch(() => undefined);
  }
}
