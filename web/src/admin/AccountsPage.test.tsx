import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import type { Account } from "../api/records";
import { renderPage, SESSION } from "../testing/render";
import { answerWith } from "../testing/server";
import { Component as AccountsPage } from "./AccountsPage";

const LI: Account = { ...SESSION.account, id: "a2", username: "li", name: "李强", roles: ["reader"] };
const PASSWORD = "kufa-2931-mopi";

test("a new account's password is shown once, with what to do with it", async () => {
  const asked: unknown[] = [];
  answerWith({
    "GET /api/v1/accounts": [SESSION.account],
    "GET /api/v1/departments": ["乡村振兴局"],
    "POST /api/v1/accounts": async (request) => {
      asked.push(await request.json());
      return { account: LI, password: PASSWORD };
    },
  });
  renderPage(<AccountsPage />);
  const person = userEvent.setup({ delay: null });
  await person.click(screen.getByRole("button", { name: /新建账号/ }));
  await person.click(screen.getByLabelText("用户名"));
  await person.paste("li");
  await person.click(screen.getByLabelText("姓名"));
  await person.paste("李强");
  await person.click(screen.getByRole("button", { name: "保存" }));
  expect(await screen.findByText(PASSWORD)).toBeInTheDocument();
  expect(screen.getByText(/请把这个密码告诉“li”本人/)).toBeInTheDocument();
  expect(asked).toEqual([{ username: "li", name: "李强", department: "", roles: ["reader"] }]);
  await person.click(screen.getByRole("button", { name: "已经记下" }));
  await expect.poll(() => screen.queryByText(PASSWORD)).toBeNull();
});

test("nobody can close their own account", async () => {
  answerWith({ "GET /api/v1/accounts": [SESSION.account, LI] });
  renderPage(<AccountsPage />);
  const own = (await screen.findByText("wang")).closest("tr");
  const other = screen.getByText("li").closest("tr");
  expect(within(own as HTMLElement).queryByRole("button", { name: /停\s*用/ })).toBeNull();
  expect(within(other as HTMLElement).getByRole("button", { name: /停\s*用/ })).toBeVisible();
});

test("a fault is told with what to do", async () => {
  answerWith({
    "GET /api/v1/accounts": Response.json(
      { code: "forbidden", message: "您的账号没有这项权限。", hint: "请找管理员。" },
      { status: 403 },
    ),
  });
  renderPage(<AccountsPage />);
  expect(await screen.findByText("您的账号没有这项权限。请找管理员。")).toBeVisible();
});
