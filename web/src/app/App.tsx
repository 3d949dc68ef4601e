import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import XProvider from "@ant-design/x/es/x-provider";
import xWords from "@ant-design/x/es/locale/zh_CN";
import { App as AntdApp } from "antd";
import antdWords from "antd/locale/zh_CN";
import { Suspense, useState } from "react";
import { I18nextProvider } from "react-i18next";
import { createBrowserRouter, RouterProvider } from "react-router";

import { onSignedOut } from "../api/client";
import { ApiFailure } from "../api/failure";
import { sessionQuery } from "../api/session";
import { i18n } from "../i18n";
import { Loading } from "./Loading";
import { styleNonce } from "./nonce";
import { useLargeType } from "./preferences";
import { routes } from "./routes";
import { themeFor } from "./theme";

const words = { ...antdWords, ...xWords };

/** The whole page: its providers around its routes. */
export function App() {
  const [queries] = useState(makeQueryClient);
  const [router] = useState(() => createBrowserRouter(routes));
  const [isLarge] = useLargeType();
  return (
    <I18nextProvider i18n={i18n}>
      <QueryClientProvider client={queries}>
        <XProvider
          locale={words}
          theme={themeFor(isLarge)}
          csp={{ nonce: styleNonce() }}
          button={{ autoInsertSpace: false }}
        >
          <AntdApp>
            <Suspense fallback={<Loading />}>
              <RouterProvider router={router} />
            </Suspense>
          </AntdApp>
        </XProvider>
      </QueryClientProvider>
    </I18nextProvider>
  );
}

function makeQueryClient(): QueryClient {
  const queries = new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        refetchOnWindowFocus: false,
        // A weak line deserves another try; what the server refused, it will refuse again.
        retry: (count, error) => count < 2 && error instanceof ApiFailure && error.status === 0,
      },
    },
  });
  onSignedOut(() => {
    // Asking who is signed in may be what told it: then there is nobody to forget.
    if (queries.getQueryData(sessionQuery.queryKey)) void queries.resetQueries({ queryKey: sessionQuery.queryKey });
  });
  return queries;
}
