import { Alert, Button, Form, Input } from "antd";
import { useTranslation } from "react-i18next";

import { asFailure } from "../api/failure";
import { useChangePassword } from "../api/session";
import { Card } from "./Card";

interface Passwords {
  old_password: string;
  new_password: string;
  again: string;
}

/** Where a person sets a password of their own, before anything else. */
export default function ChangePassword() {
  const { t } = useTranslation("people");
  const change = useChangePassword();
  const required = { required: true, message: t("password.missing") };
  return (
    <Card title={t("password.title")} intro={t("password.intro")}>
      <Form<Passwords>
        layout="vertical"
        requiredMark={false}
        onFinish={({ old_password, new_password }) => change.mutate({ old_password, new_password })}
      >
        {change.error && <Alert type="error" title={asFailure(change.error).advice} showIcon />}
        <Form.Item name="old_password" label={t("password.old")} rules={[required]}>
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        <Form.Item name="new_password" label={t("password.new")} rules={[required]}>
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Form.Item
          name="again"
          label={t("password.again")}
          dependencies={["new_password"]}
          rules={[
            required,
            ({ getFieldValue }) => ({
              validator: (_, value) =>
                value === getFieldValue("new_password")
                  ? Promise.resolve()
                  : Promise.reject(new Error(t("password.different"))),
            }),
          ]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Button type="primary" htmlType="submit" block loading={change.isPending}>
          {t("password.submit")}
        </Button>
      </Form>
    </Card>
  );
}
