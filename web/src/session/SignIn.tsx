import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Form, Input } from "antd";
import { useTranslation } from "react-i18next";
import { Navigate, useLocation } from "react-router";

import { api, take } from "../api/client";
import { asFailure } from "../api/failure";
import { sessionQuery, useSignIn } from "../api/session";
import { Card } from "./Card";

interface Credentials {
  username: string;
  password: string;
}

/** Where a person says who they are. */
export function Component() {
  const { t } = useTranslation("people");
  const { data: session } = useQuery(sessionQuery);
  const { data: options } = useQuery({
    queryKey: ["session", "options"],
    queryFn: () => take(api.GET("/api/v1/session/options")),
  });
  const signIn = useSignIn();
  const from = (useLocation().state as { from?: string } | null)?.from ?? "/";
  if (session) return <Navigate to={from} replace />;
  return (
    <Card title={t("sign_in.title")} intro={t("sign_in.intro")}>
      <Form<Credentials> layout="vertical" requiredMark={false} onFinish={(values) => signIn.mutate(values)}>
        {options?.is_first_start && <Alert type="info" title={t("sign_in.first_start")} showIcon />}
        {signIn.error && <Alert type="error" title={asFailure(signIn.error).advice} showIcon />}
        <Form.Item
          name="username"
          label={t("sign_in.username")}
          rules={[{ required: true, message: t("sign_in.username_missing") }]}
        >
          <Input autoComplete="username" />
        </Form.Item>
        <Form.Item
          name="password"
          label={t("sign_in.password")}
          rules={[{ required: true, message: t("sign_in.password_missing") }]}
        >
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        <Button type="primary" htmlType="submit" block loading={signIn.isPending}>
          {t("sign_in.submit")}
        </Button>
        {options?.oidc && (
          <Button block href="/api/v1/session/oidc">
            {t("sign_in.oidc", { name: options.oidc_name })}
          </Button>
        )}
      </Form>
      <p>{t("sign_in.forgotten")}</p>
    </Card>
  );
}
