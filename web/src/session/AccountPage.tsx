import { Card, Descriptions, Space, Tag } from "antd";
import { useTranslation } from "react-i18next";

import { useSession } from "../api/session";
import { Page } from "../app/Page";
import { ApiKeys } from "./ApiKeys";
import { PasswordForm } from "./PasswordForm";

/** The own account: who one is here, the password, keys for programs. */
export function Component() {
  const { t } = useTranslation("people");
  const { account, libraries } = useSession();
  return (
    <Page title={t("own.title")} intro={t("own.intro", { name: account.name, username: account.username })}>
      <Space orientation="vertical" size="middle" style={{ width: "100%" }}>
        <Card>
          <Descriptions
            column={1}
            items={[
              { key: "department", label: t("own.department"), children: account.department || t("own.none") },
              {
                key: "roles",
                label: t("own.roles"),
                children: account.roles.map((role) => <Tag key={role}>{t(`role.${role}`)}</Tag>),
              },
              { key: "libraries", label: t("own.libraries"), children: libraries.join("、") || t("own.none") },
            ]}
          />
        </Card>
        <Card title={t("own.change_password")}>
          <PasswordForm />
        </Card>
        <Card title={t("keys.title")}>
          <ApiKeys />
        </Card>
      </Space>
    </Page>
  );
}
