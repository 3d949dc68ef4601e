/** Keeps a learner's answers on this machine and brings them to the server, however often the line breaks. */
import { type ApiFailure, asFailure } from "../../api/failure";
import type { Marked, NewReply, Saved } from "../../api/records";
import { serverTime } from "./clock";
import { acknowledge, type Kept, meetServer, meetWindow, readKept, unsentOf, writeKept } from "./kept";

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 15_000;
/** A pause in typing after which a text is sent. */
const TYPING_MS = 800;
const TOO_MANY_REQUESTS = 429;
const SERVER_ERROR = 500;

/** How it stands with the answers. */
export type Saving =
  | "saved"
  | "sending"
  /** There is no way to the server at the moment. */
  | "waiting"
  /** The server does not take them. */
  | "refused";

export interface Standing {
  kept: Kept;
  saving: Saving;
  /** Why the server does not take them. */
  failure: ApiFailure | null;
  /** Whether this machine has no room to keep them. */
  is_full: boolean;
  /** What was told to be right or wrong at once. */
  marks: readonly Marked[];
}

/** Sends answers, and returns what became of them. */
export type Send = (replies: NewReply[]) => Promise<Saved>;

/**
 * Keeps the answers to one attempt.
 *
 * An answer stands in this browser's store before anything is sent. What is not sent yet is sent when
 * there is a way to the server: at once, after a pause, when the network is back, at the next visit.
 */
export class AnswerKeeper {
  private standing: Standing;
  private readonly listeners = new Set<() => void>();
  private sending: Promise<void> | null = null;
  private typing: ReturnType<typeof setTimeout> | undefined;
  private wake: () => void = () => undefined;
  private isOpen = false;

  constructor(
    /** Under which the answers are kept. */
    private readonly key: string,
    replies: readonly NewReply[],
    private readonly send: Send,
  ) {
    const kept = meetServer(readKept(key), replies);
    this.standing = { kept, saving: "saved", failure: null, is_full: false, marks: [] };
  }

  readonly read = (): Standing => this.standing;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Begin to send; what is returned ends it. */
  open(): () => void {
    this.isOpen = true;
    addEventListener("online", this.hurry);
    addEventListener("storage", this.onStorage);
    document.addEventListener("visibilitychange", this.hurry);
    void this.flush().catch(() => undefined);
    return () => {
      this.isOpen = false;
      clearTimeout(this.typing);
      removeEventListener("online", this.hurry);
      removeEventListener("storage", this.onStorage);
      document.removeEventListener("visibilitychange", this.hurry);
      this.wake();
    };
  }

  /** Keep an answer that is still being thought over. */
  draft(number: number, answer: string[]): void {
    this.put(number, answer, true);
  }

  /** Keep an answer and send it; a text once the typing pauses. */
  answer(number: number, answer: string[], { isTyping = false } = {}): void {
    this.put(number, answer, false);
    clearTimeout(this.typing);
    if (isTyping) this.typing = setTimeout(this.hurry, TYPING_MS);
    else this.hurry();
  }

  /** Learn what the server has now. */
  meet(replies: readonly NewReply[]): void {
    this.keep(meetServer(this.standing.kept, replies));
    this.hurry();
  }

  /**
   * Return when the server has every answer, however long that takes.
   *
   * @throws ApiFailure where it does not take them.
   */
  flush(): Promise<void> {
    clearTimeout(this.typing);
    this.sending ??= this.sendAll();
    return this.sending;
  }

  private readonly hurry = (): void => {
    this.wake();
    if (this.isOpen) void this.flush().catch(() => undefined);
  };

  private readonly onStorage = (event: StorageEvent): void => {
    if (event.key === this.key) this.tell({ kept: meetWindow(this.standing.kept, readKept(this.key)) });
  };

  private put(number: number, answer: string[], isDraft: boolean): void {
    const { kept } = this.standing;
    const before = kept[number];
    // What is said last stands, also where the clock was set back meanwhile.
    const moment = Math.max(serverTime(), before ? Date.parse(before.saved_at) + 1 : 0);
    const reply = { answer, saved_at: new Date(moment).toISOString(), sent: before?.sent ?? null, is_draft: isDraft };
    this.keep({ ...kept, [number]: reply });
  }

  private keep(kept: Kept): void {
    // Another window may have answered other questions.
    const together = meetWindow(kept, readKept(this.key));
    this.tell({ kept: together, is_full: !writeKept(this.key, together) });
  }

  private async sendAll(): Promise<void> {
    // Lets whoever asks meanwhile wait for this one.
    await Promise.resolve();
    try {
      let pause = FIRST_PAUSE_MS;
      for (let batch = this.nextBatch(); batch.length > 0; batch = this.nextBatch()) {
        pause = (await this.sendOnce(batch)) ? FIRST_PAUSE_MS : await this.rest(pause);
      }
      if (this.isOpen) this.tell({ saving: "saved", failure: null });
    } finally {
      // In the same breath as the last look at what is unsent, so that nothing falls between two.
      this.sending = null;
    }
  }

  private nextBatch(): NewReply[] {
    return this.isOpen ? unsentOf(this.standing.kept) : [];
  }

  /** Send once, and return whether there was a way to the server. */
  private async sendOnce(batch: NewReply[]): Promise<boolean> {
    if (this.standing.saving !== "waiting") this.tell({ saving: "sending", failure: null });
    try {
      const told = await this.send(batch);
      this.keep(acknowledge(this.standing.kept, batch, told));
      this.tell({ saving: "sending", marks: withMarks(this.standing.marks, told.marks) });
      return true;
    } catch (error) {
      const failure = asFailure(error);
      this.tell(isPassing(failure) ? { saving: "waiting" } : { saving: "refused", failure });
      if (isPassing(failure)) return false;
      throw failure;
    }
  }

  /** Return, after a pause or when something gives hope, how long the next pause is. */
  private async rest(pause_ms: number): Promise<number> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, pause_ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    return Math.min(2 * pause_ms, LONGEST_PAUSE_MS);
  }

  private tell(change: Partial<Standing>): void {
    this.standing = { ...this.standing, ...change };
    for (const listener of this.listeners) listener();
  }
}

/** Return marks with later ones in place of earlier ones. */
export function withMarks(marks: readonly Marked[], later: readonly Marked[]): readonly Marked[] {
  const numbers = new Set(later.map(({ number }) => number));
  return [...marks.filter(({ number }) => !numbers.has(number)), ...later];
}

/** Return whether the same request may do better after a while. */
export function isPassing({ status }: ApiFailure): boolean {
  return status === 0 || status === TOO_MANY_REQUESTS || status >= SERVER_ERROR;
}
