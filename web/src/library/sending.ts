/** Files on their way to the server, one after the other, whichever page is shown meanwhile. */
import { check, headersFor } from "../api/client";
import { asFailure } from "../api/failure";

/** Whose files they are and where they are to go. */
export interface Target {
  /** Id of the person; another one at the same browser neither sees nor sends them. */
  account: string;
  /** None leaves it to the server, which knows the only one there is. */
  library: string | null;
  /** Empty leaves it to the text. */
  category: string;
}

export interface Sending {
  id: number;
  file: File;
  target: Target;
  state: "queued" | "sending" | "slowed" | "failed";
  /** How much of it has left this machine. */
  percent: number;
  /** What went wrong and what to do, for one that failed. */
  problem: string;
}

type Post = (path: string, body: FormData, onProgress: (percent: number) => void) => Promise<void>;

const NOT_SIGNED_IN = 401;
const TOO_MANY_REQUESTS = 429;
const PAUSE_MS = 5000;

/** Sends files one by one, so that a broken line costs one of them and not all. */
export class SendingQueue {
  private sendings: readonly Sending[] = [];
  private readonly listeners = new Set<() => void>();
  private isBusy = false;
  private count = 0;

  constructor(
    private readonly post: Post = postForm,
    private readonly pauseMs = PAUSE_MS,
  ) {}

  /** What is not at the server yet, in order. */
  readonly snapshot = (): readonly Sending[] => this.sendings;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Put files at the end of the queue. */
  add(files: readonly File[], target: Target): void {
    const added = files.map((file): Sending => {
      this.count += 1;
      return { id: this.count, file, target, state: "queued", percent: 0, problem: "" };
    });
    this.tell([...this.sendings, ...added]);
    void this.work();
  }

  /** Send one that failed once more. */
  retry(id: number): void {
    this.change(id, { state: "queued", percent: 0, problem: "" });
    void this.work();
  }

  /** Forget one that is not on its way. */
  discard(id: number): void {
    this.tell(this.sendings.filter((each) => each.id !== id || each.state === "sending"));
  }

  private async work(): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    for (let next = this.next(); next; next = this.next()) await this.send(next);
    this.isBusy = false;
  }

  private next(): Sending | undefined {
    return this.sendings.find(({ state }) => state === "queued" || state === "slowed");
  }

  private async send({ id, file, target }: Sending): Promise<void> {
    this.change(id, { state: "sending", percent: 0 });
    const body = new FormData();
    body.set("files", file);
    if (target.library !== null) body.set("library", target.library);
    body.set("category", target.category);
    try {
      await this.post("/api/v1/uploads", body, (percent) => this.change(id, { percent }));
      this.tell(this.sendings.filter((each) => each.id !== id));
    } catch (error) {
      const failure = asFailure(error);
      if (failure.status === TOO_MANY_REQUESTS) {
        this.change(id, { state: "slowed" });
        await new Promise((resolve) => setTimeout(resolve, this.pauseMs));
      } else if (failure.status === NOT_SIGNED_IN) {
        // Whoever signs in next may be somebody else: nothing goes on by itself.
        this.tell(this.sendings.map((each) => ({ ...each, state: "failed", problem: failure.advice })));
      } else {
        this.change(id, { state: "failed", problem: failure.advice });
      }
    }
  }

  private change(id: number, change: Partial<Sending>): void {
    this.tell(this.sendings.map((each) => (each.id === id ? { ...each, ...change } : each)));
  }

  private tell(sendings: readonly Sending[]): void {
    this.sendings = sendings;
    for (const listener of this.listeners) listener();
  }
}

/** The queue of this page. */
export const queue = new SendingQueue();

/** Post a form and tell how much of it has been sent, which `fetch` cannot tell. */
export function postForm(path: string, body: FormData, onProgress: (percent: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", path);
    for (const [name, value] of Object.entries(headersFor("POST"))) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) => onProgress(Math.floor((100 * loaded) / Math.max(total, 1)));
    request.onload = () => {
      check(new Response(request.responseText, { status: request.status })).then(resolve, reject);
    };
    request.onerror = () => reject(asFailure(null));
    request.send(body);
  });
}
