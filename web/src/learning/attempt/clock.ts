/** The server's time: what a test begins and ends by, whatever the clock of this machine says. */

let ahead_ms = 0;

/** Set the clock by an answer of the server. */
export function setClock(response: Response): void {
  const told = Date.parse(response.headers.get("Date") ?? "");
  if (!Number.isNaN(told)) ahead_ms = told - Date.now();
}

/** Return the server's time in milliseconds, to about a second. */
export function serverTime(): number {
  return Date.now() + ahead_ms;
}
