import { send } from "./client";

/** Fetch a file and let the browser save it under the name that the server gave it. */
export async function saveFile(path: string): Promise<void> {
  await saveResponse(await send(path));
}

/** Let the browser save what the server sent, under the name that it gave it. */
export async function saveResponse(response: Response): Promise<void> {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await response.blob());
  link.download = fileNameOf(response.headers.get("Content-Disposition") ?? "");
  link.click();
  URL.revokeObjectURL(link.href);
}

/**
 * Return the name in a Content-Disposition header, or a plain one.
 *
 * @example fileNameOf("attachment; filename*=UTF-8''%E8%A1%A5%E8%B4%B4.docx") === "补贴.docx"
 */
export function fileNameOf(disposition: string): string {
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1];
  if (encoded) return decodeURIComponent(encoded);
  return /filename="?([^";]+)"?/i.exec(disposition)?.[1] ?? "下载";
}
