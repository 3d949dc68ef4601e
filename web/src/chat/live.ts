/**
 * Answers on their way: their text so far, and the line on which they come.
 *
 * The server goes on answering whether or not anybody listens, and tells the events of a message from any
 * number on. So a line that breaks is only taken up again, and nothing is lost or said twice.
 */
import { useSyncExternalStore } from "react";
import type { EventSourceMessage } from "eventsource-parser";

import { send } from "../api/client";
import { readEvents } from "../api/events";
import { asFailure } from "../api/failure";
import type { Filters, Message, MessageEvent } from "../api/records";

const SHORTEST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 15_000;

/** An answer on its way. */
export interface LiveAnswer {
  text: string;
  /** False while the line is broken and is being taken up again. */
  isConnected: boolean;
}

type Events = AsyncGenerator<EventSourceMessage>;

export class LiveAnswers {
  readonly #answers = new Map<string, LiveAnswer>();
  readonly #listeners = new Set<() => void>();
  readonly #onMessage: (message: Message) => void;
  readonly #onLost: (messageId: string) => void;
  readonly #firstPauseMs: number;
  #stop = new AbortController();

  /**
   * @param onMessage Is told of every message as it begins and as it ends.
   * @param onLost Is told of a message whose answer cannot be followed any more.
   */
  constructor(
    onMessage: (message: Message) => void,
    onLost: (messageId: string) => void,
    firstPauseMs = SHORTEST_PAUSE_MS,
  ) {
    this.#onMessage = onMessage;
    this.#onLost = onLost;
    this.#firstPauseMs = firstPauseMs;
  }

  /** Ask a question; resolves once the server has taken it. */
  ask(conversationId: string, question: string, filters: Filters): Promise<Message> {
    return this.#begin(`/api/v1/conversations/${conversationId}/messages`, { question, filters });
  }

  /** Ask the question of a message once more. */
  retry(messageId: string): Promise<Message> {
    return this.#begin(`/api/v1/messages/${messageId}/retry`);
  }

  /** Follow a message that was being answered before this page was opened. */
  follow(messageId: string): void {
    if (!this.#answers.has(messageId)) void this.#run(messageId, null, 0);
  }

  /** Return what is known of an answer on its way. */
  get(messageId: string): LiveAnswer | undefined {
    return this.#answers.get(messageId);
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Hang up; the server goes on. */
  leave(): void {
    this.#stop.abort();
    this.#stop = new AbortController();
    this.#answers.clear();
  }

  async #begin(path: string, body?: object): Promise<Message> {
    const response = await send(path, {
      method: "POST",
      headers: body ? { "Content-Type": "application/json" } : {},
      body: body ? JSON.stringify(body) : null,
      signal: this.#stop.signal,
    });
    const events = readEvents(response);
    const sent = await events.next();
    const first = sent.done ? null : read(sent.value);
    if (first?.type !== "message") throw asFailure(new Error("the line broke before the first event"));
    this.#onMessage(first.message);
    void this.#run(first.message.id, events, 1);
    return first.message;
  }

  async #run(id: string, line: Events | null, seen: number): Promise<void> {
    const { signal } = this.#stop;
    this.#set(id, { text: "", isConnected: true });
    for (let pause = this.#firstPauseMs; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      try {
        const path = `/api/v1/messages/${id}/stream?after=${seen}`;
        for await (const sent of line ?? readEvents(await send(path, { signal }))) {
          if (signal.aborted) return;
          seen = Number(sent.id) + 1;
          pause = this.#firstPauseMs;
          if (this.#take(id, read(sent))) return;
        }
      } catch (error) {
        if (signal.aborted) return;
        const failure = asFailure(error);
        if (failure.status !== 0) {
          this.#forget(id);
          this.#onLost(id);
          return;
        }
      }
      line = null;
      this.#set(id, { text: this.get(id)?.text ?? "", isConnected: false });
      await waitForLine(pause);
      if (signal.aborted) return;
    }
  }

  /** Return whether that was the last event. */
  #take(id: string, event: MessageEvent): boolean {
    switch (event.type) {
      case "message":
        this.#set(id, { text: "", isConnected: true });
        return false;
      case "delta":
        this.#set(id, { text: (this.get(id)?.text ?? "") + event.text, isConnected: true });
        return false;
      case "finished":
        this.#onMessage(event.message);
        this.#forget(id);
        return true;
    }
  }

  #set(id: string, answer: LiveAnswer): void {
    this.#answers.set(id, answer);
    this.#tell();
  }

  #forget(id: string): void {
    this.#answers.delete(id);
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** Return an answer on its way; undefined when it is not. */
export function useLiveAnswer(live: LiveAnswers, messageId: string): LiveAnswer | undefined {
  return useSyncExternalStore(live.subscribe, () => live.get(messageId));
}

function read(sent: EventSourceMessage): MessageEvent {
  return JSON.parse(sent.data) as MessageEvent;
}

/** Wait a while, or less where the browser says that there is a network again. */
function waitForLine(pauseMs: number): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      removeEventListener("online", done);
      resolve();
    };
    const timer = setTimeout(done, pauseMs);
    addEventListener("online", done);
  });
}

