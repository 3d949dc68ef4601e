import { useQuery } from "@tanstack/react-query";
import { AutoComplete, Checkbox, Form, Input, Modal } from "antd";
import { useTranslation } from "react-i18next";

import { api, take } from "../api/client";
import type { Account, Role } from "../api/records";

/** What an administrator says of a person. */
export interface AccountFields {
  username: string;
  name: string;
  department: string;
  roles: Role[];
}

const ROLES: readonly Role[] = ["reader", "trainer", "drafter", "keeper", "administrator"];

interface AccountFormProps {
  /** None for a new one. */
  account: Account | null;
  isSaving: boolean;
  onSave: (fields: AccountFields) => void;
  onCancel: () => void;
}

/** The form for a new account, or for an account as it is. */
export function AccountForm({ account, isSaving, onSave, onCancel }: AccountFormProps) {
  const { t } = useTranslation(["people", "common"]);
  const [form] = Form.useForm<AccountFields>();
  const departments = useQuery({
    queryKey: ["departments"],
    queryFn: () => take(api.GET("/api/v1/departments")),
  });
  const required = { required: true, whitespace: true, message: t("accounts.missing") };
  return (
    <Modal
      open
      title={t(account ? "accounts.edit_title" : "accounts.add_title")}
      okText={t("common:save")}
      cancelText={t("common:cancel")}
      confirmLoading={isSaving}
      onOk={() => form.submit()}
      onCancel={onCancel}
    >
      <Form<AccountFields>
        form={form}
        layout="vertical"
        initialValues={account ?? { username: "", name: "", department: "", roles: ["reader"] }}
        onFinish={onSave}
      >
        <Form.Item name="username" label={t("sign_in.username")} extra={t("accounts.username_note")} rules={[required]}>
          <Input disabled={account !== null} autoComplete="off" maxLength={64} />
        </Form.Item>
        <Form.Item name="name" label={t("accounts.name")} rules={[required]}>
          <Input autoComplete="off" maxLength={64} />
        </Form.Item>
        <Form.Item name="department" label={t("accounts.department")}>
          <AutoComplete options={(departments.data ?? []).map((value) => ({ value }))} maxLength={128} />
        </Form.Item>
        <Form.Item
          name="roles"
          label={t("accounts.roles")}
          rules={[{ required: true, message: t("accounts.roles_missing") }]}
        >
          <Checkbox.Group
            style={{ display: "grid", gap: "0.25rem" }}
            options={ROLES.map((value) => ({
              value,
              label: (
                <>
                  {t(`role.${value}`)}
                  <span style={{ color: "var(--soft)" }}>：{t(`role_note.${value}`)}</span>
                </>
              ),
            }))}
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}
