import { expect, test, vi } from "vitest";

import { ApiFailure } from "../api/failure";
import { SendingQueue } from "./sending";

const TARGET = { account: "a1", library: "政策文件", category: "规划纲要" };
const files = (...names: string[]): File[] => names.map((name) => new File(["文"], name));
const nameIn = (body: FormData): string => (body.get("files") as File).name;

test("files are sent one by one, each with the place it is for", async () => {
  const sent: unknown[] = [];
  let underWay = 0;
  const queue = new SendingQueue(async (_, body) => {
    underWay += 1;
    expect(underWay).toBe(1);
    await Promise.resolve();
    sent.push([nameIn(body), body.get("library"), body.get("category")]);
    underWay -= 1;
  });
  queue.add(files("甲.docx", "乙.pdf"), TARGET);
  await vi.waitFor(() => expect(queue.snapshot()).toEqual([]));
  expect(sent).toEqual([
    ["甲.docx", "政策文件", "规划纲要"],
    ["乙.pdf", "政策文件", "规划纲要"],
  ]);
});

test("one that fails says why and can be sent again, and the others go on", async () => {
  let isBroken = true;
  const queue = new SendingQueue((_, body) =>
    isBroken && nameIn(body) === "甲.docx"
      ? Promise.reject(new ApiFailure("store_unavailable", "磁盘已满。", "请联系管理员。", 503))
      : Promise.resolve(),
  );
  queue.add(files("甲.docx", "乙.pdf"), TARGET);
  await vi.waitFor(() => expect(queue.snapshot()).toHaveLength(1));
  const [failed] = queue.snapshot();
  expect(failed).toMatchObject({ state: "failed", problem: "磁盘已满。请联系管理员。" });
  isBroken = false;
  queue.retry(failed?.id ?? 0);
  await vi.waitFor(() => expect(queue.snapshot()).toEqual([]));
});

test("a server that asks for patience gets the file a moment later", async () => {
  const post = vi
    .fn<() => Promise<void>>()
    .mockRejectedValueOnce(new ApiFailure("too_many_requests", "太快了。", "请稍候。", 429))
    .mockResolvedValue();
  const queue = new SendingQueue(post, 1);
  queue.add(files("甲.docx"), TARGET);
  await vi.waitFor(() => expect(queue.snapshot()).toEqual([]));
  expect(post).toHaveBeenCalledTimes(2);
});

test("a file that waits or failed can be left out", async () => {
  const queue = new SendingQueue(() => Promise.reject(new ApiFailure("unreachable", "断了。", "", 0)));
  queue.add(files("甲.docx"), TARGET);
  await vi.waitFor(() => expect(queue.snapshot()[0]?.state).toBe("failed"));
  queue.discard(queue.snapshot()[0]?.id ?? 0);
  expect(queue.snapshot()).toEqual([]);
});

test("nothing goes on by itself after its sender was signed out", async () => {
  const post = vi.fn<() => Promise<void>>().mockRejectedValue(new ApiFailure("not_signed_in", "请先登录。", "", 401));
  const queue = new SendingQueue(post);
  queue.add(files("甲.docx", "乙.pdf"), TARGET);
  await vi.waitFor(() => expect(queue.snapshot().map(({ state }) => state)).toEqual(["failed", "failed"]));
  expect(post).toHaveBeenCalledTimes(1);
});
