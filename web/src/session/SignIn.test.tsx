import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import { sessionQuery } from "../api/session";
import { renderPage, SESSION } from "../testing/render";
import { answerWith } from "../testing/server";
import { Component as SignIn } from "./SignIn";

const OPTIONS = { oidc: false, oidc_name: "", is_first_start: false };

test("a wrong password is told in the server's words, and nobody is signed in", async () => {
  const hint = "请检查后重试。";
  answerWith({
    "GET /api/v1/session/options": OPTIONS,
    "POST /api/v1/session": Response.json(
      { code: "wrong_credentials", message: "用户名或密码不对。", hint },
      { status: 401 },
    ),
  });
  const { queries } = renderPage(<SignIn />, { session: null });
  await userEvent.type(await screen.findByLabelText("用户名"), "wang");
  await userEvent.type(screen.getByLabelText("密码"), "wrong");
  await userEvent.click(screen.getByRole("button", { name: "登录" }));
  expect(await screen.findByText(`用户名或密码不对。${hint}`)).toBeVisible();
  expect(queries.getQueryData(sessionQuery.queryKey)).toBeNull();
});

test("signing in leads back to where the person wanted to go", async () => {
  answerWith({ "GET /api/v1/session/options": OPTIONS, "POST /api/v1/session": SESSION });
  const { router } = renderPage(<SignIn />, {
    session: null,
    path: "/sign-in",
    route: "/sign-in",
    state: { from: "/library?year=2024" },
    others: ["/library"],
  });
  await userEvent.type(await screen.findByLabelText("用户名"), "wang");
  await userEvent.type(screen.getByLabelText("密码"), "right{Enter}");
  await screen.findByText("/library");
  expect(router.state.location.search).toBe("?year=2024");
});
