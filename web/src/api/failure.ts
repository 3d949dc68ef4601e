import type { Failure } from "./records";

/** What went wrong and what to do, in Chinese, as the server told it. */
export class ApiFailure extends Error {
  override readonly name = "ApiFailure";

  constructor(
    /** Stable, e.g. "not_found"; "unreachable" when no server answered. */
    readonly code: string,
    message: string,
    readonly hint: string,
    /** The HTTP status; 0 when no server answered. */
    readonly status: number,
  ) {
    super(message);
  }

  /** Both sentences. */
  get advice(): string {
    return this.message + this.hint;
  }
}

/** Return the failure that a response tells, whatever its body is. */
export async function failureOf(response: Response): Promise<ApiFailure> {
  const body: unknown = await response.json().catch(() => null);
  if (isFailure(body)) return new ApiFailure(body.code, body.message, body.hint, response.status);
  return new ApiFailure("http_error", "服务器没有给出可读的回答。", "请稍后再试。", response.status);
}

/** Return any error as a failure that can be shown. */
export function asFailure(error: unknown): ApiFailure {
  if (error instanceof ApiFailure) return error;
  return new ApiFailure("unreachable", "连接不上服务器。", "请检查网络后重试。", 0);
}

function isFailure(body: unknown): body is Failure {
  return typeof body === "object" && body !== null && "code" in body && "message" in body && "hint" in body;
}
