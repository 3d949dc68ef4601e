import { PlusOutlined } from "@ant-design/icons";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Input, Space, Table, type TableColumnsType, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { api, take } from "../api/client";
import { asFailure } from "../api/failure";
import type { Account } from "../api/records";
import { useSession } from "../api/session";
import { ClearIcon } from "../app/ClearIcon";
import { showMoment } from "../app/moments";
import { Page } from "../app/Page";
import { SecretOnce } from "../app/SecretOnce";
import { StateTag } from "../app/StateTag";
import { usePageButtons } from "../app/usePageButtons";
import { AccountForm, type AccountFields } from "./AccountForm";

/** The accounts: who may sign in, and what they are here for. */
export function Component() {
  const { t } = useTranslation(["people", "common"]);
  const [query, setQuery] = useState("");
  const [edited, setEdited] = useState<Account | "new" | null>(null);
  const [told, setTold] = useState<{ username: string; password: string } | null>(null);
  const accounts = useQuery({
    queryKey: ["accounts", query],
    queryFn: () => take(api.GET("/api/v1/accounts", { params: { query: { query } } })),
    placeholderData: keepPreviousData,
  });
  const actions = useAccountActions(setTold);
  const itemRender = usePageButtons();

  const columns: TableColumnsType<Account> = [
    {
      title: t("accounts.person"),
      render: (_, account) => (
        <>
          <strong>{account.name}</strong>
          <div>{account.username}</div>
        </>
      ),
    },
    { title: t("accounts.department"), dataIndex: "department" },
    {
      title: t("accounts.roles"),
      render: (_, { roles }) => (
        <Space wrap size={4}>
          {roles.map((role) => (
            <Tag key={role}>{t(`role.${role}`)}</Tag>
          ))}
        </Space>
      ),
    },
    { title: t("accounts.state"), render: (_, account) => <State account={account} /> },
    { title: t("accounts.signed_in_at"), render: (_, { signed_in_at }) => showMoment(signed_in_at) || t("accounts.never") },
    {
      title: t("accounts.actions"),
      render: (_, account) => (
        <Space wrap size={4}>
          <Button onClick={() => setEdited(account)}>
            {t("accounts.edit")}
          </Button>
          <Button onClick={() => actions.reset(account)}>
            {t("accounts.reset")}
          </Button>
          <Activity account={account} onChange={actions.setActive} />
        </Space>
      ),
    },
  ];

  return (
    <Page
      title={t("accounts.title")}
      intro={t("accounts.intro")}
      actions={
        <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setEdited("new")}>
          {t("accounts.add")}
        </Button>
      }
    >
      <Input.Search
        allowClear={{ clearIcon: <ClearIcon /> }}
        placeholder={t("accounts.search")}
        aria-label={t("accounts.search")}
        enterButton={t("log.search")}
        onSearch={setQuery}
        style={{ maxWidth: "24rem", marginBottom: "1rem" }}
      />
      {accounts.error && <Alert type="error" showIcon title={asFailure(accounts.error).advice} />}
      <Table<Account>
        rowKey="id"
        columns={columns}
        dataSource={accounts.data ?? []}
        loading={accounts.isPending}
        pagination={{ hideOnSinglePage: true, pageSize: 20, showSizeChanger: false, itemRender }}
        scroll={{ x: "max-content" }}
        locale={{ emptyText: t("accounts.none") }}
      />
      {edited && (
        <AccountForm
          account={edited === "new" ? null : edited}
          isSaving={actions.isSaving}
          onCancel={() => setEdited(null)}
          onSave={(fields) => actions.save(edited === "new" ? null : edited, fields, () => setEdited(null))}
        />
      )}
      <SecretOnce
        title={t("accounts.password_title")}
        note={t("accounts.password_note", { username: told?.username ?? "" })}
        secret={told?.password ?? null}
        onClose={() => setTold(null)}
      />
    </Page>
  );
}

function State({ account }: { account: Account }) {
  const { t } = useTranslation("people");
  if (!account.is_active) return <StateTag tone="plain">{t("accounts.inactive")}</StateTag>;
  if (account.locked_until) {
    return <StateTag tone="bad">{t("accounts.locked", { until: showMoment(account.locked_until) })}</StateTag>;
  }
  if (account.must_change_password) return <StateTag tone="look">{t("accounts.must_change")}</StateTag>;
  return <StateTag tone="good">{t("accounts.active")}</StateTag>;
}

/** The button that closes an account or opens it again; nobody shuts out themselves. */
function Activity({ account, onChange }: { account: Account; onChange: (account: Account, isActive: boolean) => void }) {
  const { t } = useTranslation("people");
  const { account: own } = useSession();
  if (account.id === own.id) return null;
  return (
    <Button danger={account.is_active} onClick={() => onChange(account, !account.is_active)}>
      {t(account.is_active ? "accounts.disable" : "accounts.enable")}
    </Button>
  );
}

function useAccountActions(tell: (told: { username: string; password: string }) => void) {
  const { t } = useTranslation(["people", "common"]);
  const { message, modal } = App.useApp();
  const queries = useQueryClient();
  const refresh = () => queries.invalidateQueries({ queryKey: ["accounts"] });
  const onError = (error: unknown) => void message.error(asFailure(error).advice);

  const create = useMutation({
    mutationFn: (fields: AccountFields) => take(api.POST("/api/v1/accounts", { body: fields })),
    onError,
    onSuccess: ({ account, password }) => {
      tell({ username: account.username, password });
      return refresh();
    },
  });
  const change = useMutation({
    mutationFn: ({ id, ...body }: Partial<AccountFields> & { id: string; is_active?: boolean }) =>
      take(api.PATCH("/api/v1/accounts/{account_id}", { params: { path: { account_id: id } }, body })),
    onError,
    onSuccess: refresh,
  });
  const resetPassword = useMutation({
    mutationFn: (id: string) =>
      take(api.POST("/api/v1/accounts/{account_id}/password", { params: { path: { account_id: id } } })),
    onError,
    onSuccess: ({ account, password }) => {
      tell({ username: account.username, password });
      return refresh();
    },
  });

  return {
    isSaving: create.isPending || change.isPending,
    save: (account: Account | null, fields: AccountFields, onSuccess: () => void) => {
      if (account === null) {
        create.mutate(fields, { onSuccess });
      } else {
        const { name, department, roles } = fields;
        change.mutate({ id: account.id, name, department, roles }, { onSuccess });
      }
    },
    reset: (account: Account) => {
      modal.confirm({
        title: t("accounts.reset_title", { name: account.name }),
        content: t("accounts.reset_note"),
        okText: t("accounts.reset"),
        onOk: () => resetPassword.mutateAsync(account.id).catch(() => undefined),
      });
    },
    setActive: (account: Account, isActive: boolean) => {
      if (isActive) {
        change.mutate({ id: account.id, is_active: true });
        return;
      }
      modal.confirm({
        title: t("accounts.disable_title", { name: account.name }),
        content: t("accounts.disable_note"),
        okText: t("accounts.disable"),
        okButtonProps: { danger: true },
        onOk: () => change.mutateAsync({ id: account.id, is_active: false }).catch(() => undefined),
      });
    },
  };
}
