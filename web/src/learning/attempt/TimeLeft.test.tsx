import { act, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { renderPage } from "../../testing/render";
import { setClock } from "./clock";
import { TimeLeft } from "./TimeLeft";

beforeEach(() => void vi.useFakeTimers({ now: new Date("2026-03-05T06:00:00Z") }));

afterEach(() => {
  setClock(new Response(null, { headers: { Date: new Date().toUTCString() } }));
  vi.useRealTimers();
});

test("time runs down and its end is told once", () => {
  const over = vi.fn();
  renderPage(<TimeLeft due="2026-03-05T06:01:05Z" onOver={over} />);
  expect(screen.getByRole("timer")).toHaveTextContent("剩余 1:05");
  act(() => void vi.advanceTimersByTime(6000));
  expect(screen.getByRole("timer")).toHaveTextContent("剩余 0:59");
  expect(screen.getByRole("status")).toHaveTextContent("还剩 1 分钟");
  expect(over).not.toHaveBeenCalled();
  act(() => void vi.advanceTimersByTime(120_000));
  expect(over).toHaveBeenCalledOnce();
});

test("the server's clock counts, not this machine's", () => {
  setClock(new Response(null, { headers: { Date: "Thu, 05 Mar 2026 05:50:00 GMT" } }));
  renderPage(<TimeLeft due="2026-03-05T06:01:00Z" onOver={vi.fn()} />);
  expect(screen.getByRole("timer")).toHaveTextContent("剩余 11:00");
});
