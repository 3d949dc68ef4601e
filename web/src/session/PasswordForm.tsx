import { Alert, App, Button, Form, Input } from "antd";
import { useTranslation } from "react-i18next";

import { asFailure } from "../api/failure";
import { useChangePassword } from "../api/session";

interface Passwords {
  old_password: string;
  new_password: string;
  again: string;
}

/** Where a person sets a password of their own. */
export function PasswordForm() {
  const { t } = useTranslation("people");
  const { message } = App.useApp();
  const [form] = Form.useForm<Passwords>();
  const change = useChangePassword();
  const required = { required: true, message: t("password.missing") };
  return (
    <Form<Passwords>
      form={form}
      layout="vertical"
      requiredMark={false}
      style={{ maxWidth: "24rem" }}
      onFinish={({ old_password, new_password }) =>
        change.mutate(
          { old_password, new_password },
          {
            onSuccess: () => {
              form.resetFields();
              void message.success(t("own.password_saved"));
            },
          },
        )
      }
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
      <Button type="primary" htmlType="submit" loading={change.isPending}>
        {t("password.submit")}
      </Button>
    </Form>
  );
}
