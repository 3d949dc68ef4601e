import { PlusOutlined } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Checkbox, Form, Input, Modal, Select, Table, type TableColumnsType, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { api, take } from "../api/client";
import { asFailure } from "../api/failure";
import type { ApiKey, Permission } from "../api/records";
import { useSession } from "../api/session";
import { showMoment } from "../app/moments";
import { SecretOnce } from "../app/SecretOnce";

interface KeyFields {
  name: string;
  scopes: Permission[];
  expires_in_days: number | null;
}

const LIFETIMES = [30, 90, 365] as const;

/** The keys with which programs speak for the person. */
export function ApiKeys() {
  const { t } = useTranslation("people");
  const { message, modal } = App.useApp();
  const [isAdding, setIsAdding] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const queries = useQueryClient();
  const keys = useQuery({ queryKey: ["keys"], queryFn: () => take(api.GET("/api/v1/session/keys")) });
  const onError = (error: unknown) => void message.error(asFailure(error).advice);
  const refresh = () => queries.invalidateQueries({ queryKey: ["keys"] });
  const create = useMutation({
    mutationFn: (body: KeyFields) => take(api.POST("/api/v1/session/keys", { body })),
    onError,
    onSuccess: (created) => {
      setIsAdding(false);
      setSecret(created.secret);
      return refresh();
    },
  });
  const revoke = useMutation({
    mutationFn: (id: string) => take(api.DELETE("/api/v1/session/keys/{key_id}", { params: { path: { key_id: id } } })),
    onError,
    onSuccess: refresh,
  });

  const columns: TableColumnsType<ApiKey> = [
    { title: t("keys.name"), dataIndex: "name" },
    { title: t("keys.prefix"), render: (_, { prefix }) => <code>{prefix}…</code> },
    { title: t("keys.scopes"), render: (_, { scopes }) => scopes.map((scope) => t(`permission.${scope}`)).join("、") },
    { title: t("keys.used_at"), render: (_, { used_at }) => showMoment(used_at) || t("keys.never") },
    { title: t("keys.expires_at"), render: (_, { expires_at }) => showMoment(expires_at) || t("keys.forever") },
    {
      title: t("keys.state"),
      render: (_, key) => {
        const state = stateOf(key);
        if (state !== "valid") return <Tag>{t(`keys.${state}`)}</Tag>;
        return (
          <Button
            size="small"
            danger
            onClick={() =>
              modal.confirm({
                title: t("keys.revoke_title", { name: key.name }),
                content: t("keys.revoke_note"),
                okText: t("keys.revoke"),
                okButtonProps: { danger: true },
                onOk: () => revoke.mutateAsync(key.id).catch(() => undefined),
              })
            }
          >
            {t("keys.revoke")}
          </Button>
        );
      },
    },
  ];

  return (
    <>
      <p>{t("keys.intro")}</p>
      {keys.error && <Alert type="error" showIcon title={asFailure(keys.error).advice} />}
      <Table<ApiKey>
        rowKey="id"
        size="small"
        columns={columns}
        dataSource={keys.data ?? []}
        loading={keys.isPending}
        pagination={false}
        // Where nothing can have the focus there is nothing to scroll with.
        scroll={keys.data?.length ? { x: "max-content" } : {}}
        locale={{ emptyText: t("keys.none") }}
      />
      <Button icon={<PlusOutlined aria-hidden />} style={{ marginTop: "1rem" }} onClick={() => setIsAdding(true)}>
        {t("keys.add")}
      </Button>
      {isAdding && (
        <KeyForm isSaving={create.isPending} onSave={(fields) => create.mutate(fields)} onCancel={() => setIsAdding(false)} />
      )}
      <SecretOnce
        title={t("keys.secret_title")}
        note={t("keys.secret_note")}
        secret={secret}
        onClose={() => setSecret(null)}
      />
    </>
  );
}

/** Return whether a key still opens anything. */
export function stateOf({ revoked_at, expires_at }: ApiKey, at = new Date()): "valid" | "revoked" | "expired" {
  if (revoked_at) return "revoked";
  return expires_at && new Date(expires_at) <= at ? "expired" : "valid";
}

interface KeyFormProps {
  isSaving: boolean;
  onSave: (fields: KeyFields) => void;
  onCancel: () => void;
}

function KeyForm({ isSaving, onSave, onCancel }: KeyFormProps) {
  const { t } = useTranslation(["people", "common"]);
  const { permissions } = useSession();
  const [form] = Form.useForm<KeyFields & { days: number }>();
  return (
    <Modal
      open
      title={t("keys.add")}
      okText={t("common:save")}
      cancelText={t("common:cancel")}
      confirmLoading={isSaving}
      onOk={() => form.submit()}
      onCancel={onCancel}
    >
      <Form<KeyFields & { days: number }>
        form={form}
        layout="vertical"
        initialValues={{ name: "", scopes: ["ask"], days: 90 }}
        onFinish={({ name, scopes, days }) => onSave({ name, scopes, expires_in_days: days || null })}
      >
        <Form.Item
          name="name"
          label={t("keys.name")}
          rules={[{ required: true, whitespace: true, message: t("keys.missing") }]}
        >
          <Input maxLength={64} placeholder={t("keys.name_hint")} autoComplete="off" />
        </Form.Item>
        <Form.Item
          name="scopes"
          label={t("keys.scopes")}
          rules={[{ required: true, message: t("keys.scopes_missing") }]}
        >
          <Checkbox.Group options={permissions.map((value) => ({ value, label: t(`permission.${value}`) }))} />
        </Form.Item>
        <Form.Item name="days" label={t("keys.expires")}>
          <Select
            options={[
              ...LIFETIMES.map((count) => ({ value: count, label: t("keys.days", { count }) })),
              { value: 0, label: t("keys.forever") },
            ]}
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}
