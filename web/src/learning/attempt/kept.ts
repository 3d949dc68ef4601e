/** What a learner answered, kept on this machine until the server has it. */
import type { NewReply, Saved } from "../../api/records";

/** An answer to one question as this machine knows it. */
export interface KeptReply {
  answer: string[];
  /** When it was given, ISO 8601. */
  saved_at: string;
  /** What the server is known to have; null for nothing. */
  sent: string[] | null;
  /** Whether it is still being thought over, and so not to be sent. */
  is_draft: boolean;
  /** Why the server does not take it; absent where it does. */
  refusal?: string;
}

/** By the question's number. */
export type Kept = Readonly<Record<number, KeptReply>>;

/** Return under which name the answers of somebody to an attempt are kept. */
export function keyOf(account: string, attempt: string): string {
  return `policy.attempt.${account}.${attempt}`;
}

/** Return what is kept; nothing where it cannot be read. */
export function readKept(key: string): Kept {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? "{}");
    return typeof kept === "object" && kept !== null ? (kept as Kept) : {};
  } catch {
    return {};
  }
}

/** Keep answers, and return whether this machine had room for them. */
export function writeKept(key: string, kept: Kept): boolean {
  try {
    localStorage.setItem(key, JSON.stringify(kept));
    return true;
  } catch {
    return false;
  }
}

/** Keep nothing of an attempt any longer. */
export function forget(key: string): void {
  localStorage.removeItem(key);
}

/** Return the answers that the server does not have yet. */
export function unsentOf(kept: Kept): NewReply[] {
  return Object.entries(kept)
    .filter(([, { answer, sent, is_draft, refusal }]) => !is_draft && !refusal && !isSame(answer, sent))
    .map(([number, { answer, saved_at }]) => ({ number: Number(number), answer, saved_at }));
}

/**
 * Note what became of answers that were sent; what was changed meanwhile remains to be sent.
 *
 * The server may have a later answer from another machine, and may refuse one.
 */
export function acknowledge(kept: Kept, sent: readonly NewReply[], { saved, refused }: Omit<Saved, "marks">): Kept {
  const next: Record<number, KeptReply> = { ...kept };
  for (const { number, answer } of sent) {
    const own = next[number];
    if (!own) continue;
    const there = saved.find((each) => each.number === number)?.answer ?? answer;
    const isChanged = !isSame(own.answer, answer);
    const refusal = refused.find((each) => each.number === number)?.message;
    if (isChanged) next[number] = { ...own, sent: refusal ? own.sent : there };
    else next[number] = refusal ? { ...own, refusal } : { ...own, answer: there, sent: there };
  }
  return next;
}

/**
 * Bring what is kept here together with what the server has.
 *
 * Where the server has what was last sent to it, the answer here stands, whatever the clocks say. Where
 * another machine answered meanwhile, the later answer stands.
 */
export function meetServer(kept: Kept, replies: readonly NewReply[]): Kept {
  const next: Record<number, KeptReply> = {};
  // What the server does not have is sent again.
  for (const [number, own] of Object.entries(kept)) next[Number(number)] = { ...own, sent: null };
  for (const { number, answer, saved_at } of replies) {
    const own = kept[number];
    const isOurs = own && (isSame(answer, own.sent) || isSame(answer, own.answer) || isLater(own.saved_at, saved_at));
    next[number] = isOurs ? { ...own, sent: answer } : { answer, saved_at, sent: answer, is_draft: false };
  }
  return next;
}

/** Bring what two windows on this machine keep together: the later answer stands. */
export function meetWindow(kept: Kept, other: Kept): Kept {
  const next: Record<number, KeptReply> = { ...kept };
  for (const [number, theirs] of Object.entries(other)) {
    const own = kept[Number(number)];
    if (!own || isLater(theirs.saved_at, own.saved_at)) next[Number(number)] = theirs;
  }
  return next;
}

function isSame(answer: readonly string[], other: readonly string[] | null): boolean {
  // Nothing answered is nothing to send.
  const known = other ?? [];
  return answer.length === known.length && answer.every((each, index) => each === known[index]);
}

function isLater(moment: string, than: string): boolean {
  return Date.parse(moment) > Date.parse(than);
}
