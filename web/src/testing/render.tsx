import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import { App as AntdApp, ConfigProvider } from "antd";
import type { ReactElement } from "react";
import { I18nextProvider } from "react-i18next";
import { createMemoryRouter, parsePath, RouterProvider } from "react-router";

import type { SessionInfo } from "../api/records";
import { sessionQuery } from "../api/session";
import { i18n } from "../i18n";

/** A keeper who may see one library. */
export const SESSION: SessionInfo = {
  account: {
    id: "a1",
    username: "wang",
    name: "王芳",
    department: "乡村振兴局",
    roles: ["keeper"],
    must_change_password: false,
    is_active: true,
    created_at: "2026-01-05T02:00:00+00:00",
    locked_until: null,
    signed_in_at: null,
  },
  permissions: ["ask", "keep"],
  csrf_token: "token",
  libraries: ["政策文件"],
  limits: { question_characters: 500, upload_mib: 512, file_mib: 100 },
};

interface Options {
  /** Who is signed in; null for nobody. */
  session?: SessionInfo | null;
  /** The address in the browser. */
  path?: string;
  /** The route the component stands at, e.g. "/library/:id". */
  route?: string;
  /** What a link left for the page. */
  state?: unknown;
  /** Other routes; each shows its own path. */
  others?: string[];
}

/** Draw a component with everything a page has around it. */
export function renderPage(page: ReactElement, options: Options = {}) {
  const { session = SESSION, path = "/", route = "*", state, others = [] } = options;
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  queries.setQueryData(sessionQuery.queryKey, session);
  const router = createMemoryRouter(
    [{ path: route, element: page }, ...others.map((each) => ({ path: each, element: <p>{each}</p> }))],
    { initialEntries: [{ ...parsePath(path), state }] },
  );
  const view = render(
    <I18nextProvider i18n={i18n}>
      <QueryClientProvider client={queries}>
        <ConfigProvider theme={{ token: { motion: false } }} button={{ autoInsertSpace: false }}>
          <AntdApp>
            <RouterProvider router={router} />
          </AntdApp>
        </ConfigProvider>
      </QueryClientProvider>
    </I18nextProvider>,
  );
  return { ...view, router, queries };
}
