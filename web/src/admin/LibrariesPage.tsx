import { LockOutlined, PlusOutlined, UnlockOutlined } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Form, Input, Modal, Radio, Select, Space, Table, type TableColumnsType, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { api, take } from "../api/client";
import { asFailure } from "../api/failure";
import type { LibraryAccess } from "../api/records";
import { Page } from "../app/Page";
import { StateTag } from "../app/StateTag";

interface AccessFields {
  library: string;
  is_open: boolean;
  people: string[];
  departments: string[];
}

/** The libraries, and who may see which. */
export function Component() {
  const { t } = useTranslation(["people", "common"]);
  const [edited, setEdited] = useState<LibraryAccess | "new" | null>(null);
  const names = useNames();
  const libraries = useQuery({
    queryKey: ["libraries"],
    queryFn: () => take(api.GET("/api/v1/libraries")),
  });

  const columns: TableColumnsType<LibraryAccess> = [
    { title: t("libraries.name"), dataIndex: "library" },
    { title: t("libraries.documents"), dataIndex: "documents", align: "right" },
    {
      title: t("libraries.access"),
      render: (_, { is_open, people, departments }) =>
        is_open ? (
          <StateTag tone="good" icon={<UnlockOutlined aria-hidden />}>
            {t("libraries.open")}
          </StateTag>
        ) : (
          <Space wrap size={4}>
            <StateTag tone="look" icon={<LockOutlined aria-hidden />}>
              {t("libraries.restricted")}
            </StateTag>
            {departments.map((department) => (
              <Tag key={department}>{department}</Tag>
            ))}
            {people.map((id) => (
              <Tag key={id}>{names.get(id) ?? id}</Tag>
            ))}
            {people.length + departments.length === 0 && t("libraries.nobody")}
          </Space>
        ),
    },
    {
      title: t("accounts.actions"),
      render: (_, library) => (
        <Button onClick={() => setEdited(library)}>
          {t("libraries.change")}
        </Button>
      ),
    },
  ];

  return (
    <Page
      title={t("libraries.title")}
      intro={t("libraries.intro")}
      actions={
        <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setEdited("new")}>
          {t("libraries.add")}
        </Button>
      }
    >
      {libraries.error && <Alert type="error" showIcon title={asFailure(libraries.error).advice} />}
      <Table<LibraryAccess>
        rowKey="library"
        columns={columns}
        dataSource={libraries.data ?? []}
        loading={libraries.isPending}
        pagination={false}
        scroll={{ x: "max-content" }}
        locale={{ emptyText: t("libraries.none") }}
      />
      {edited && <AccessForm library={edited === "new" ? null : edited} names={names} onDone={() => setEdited(null)} />}
    </Page>
  );
}

interface AccessFormProps {
  /** None for a new one. */
  library: LibraryAccess | null;
  /** Names of people by id. */
  names: ReadonlyMap<string, string>;
  onDone: () => void;
}

function AccessForm({ library, names, onDone }: AccessFormProps) {
  const { t } = useTranslation(["people", "common"]);
  const { message } = App.useApp();
  const [form] = Form.useForm<AccessFields>();
  const initial = library ?? { library: "", is_open: false, people: [], departments: [] };
  const isOpen = Form.useWatch(({ is_open = initial.is_open }: Partial<AccessFields>) => is_open, form);
  const queries = useQueryClient();
  const departments = useQuery({
    queryKey: ["departments"],
    queryFn: () => take(api.GET("/api/v1/departments")),
  });
  const save = useMutation({
    mutationFn: async ({ library: name, is_open, people, departments }: AccessFields) => {
      if (library === null) {
        await take(api.POST("/api/v1/libraries", { body: { library: name, is_open } }));
      }
      return take(
        api.PUT("/api/v1/libraries/{library}/access", {
          params: { path: { library: library?.library ?? name } },
          body: { is_open, people: is_open ? [] : people, departments: is_open ? [] : departments },
        }),
      );
    },
    onError: (error) => void message.error(asFailure(error).advice),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["libraries"] });
      await queries.invalidateQueries({ queryKey: ["session"] });
      onDone();
    },
  });
  return (
    <Modal
      open
      title={library ? t("libraries.change_title", { library: library.library }) : t("libraries.add")}
      okText={t("common:save")}
      cancelText={t("common:cancel")}
      confirmLoading={save.isPending}
      onOk={() => form.submit()}
      onCancel={onDone}
    >
      <Form<AccessFields>
        form={form}
        layout="vertical"
        initialValues={initial}
        onFinish={(fields) => save.mutate(fields)}
      >
        {library === null && (
          <Form.Item
            name="library"
            label={t("libraries.name")}
            rules={[{ required: true, whitespace: true, message: t("accounts.missing") }]}
          >
            <Input maxLength={100} autoComplete="off" />
          </Form.Item>
        )}
        <Form.Item name="is_open" label={t("libraries.access")}>
          <Radio.Group
            options={[
              { value: true, label: t("libraries.open_choice") },
              { value: false, label: t("libraries.restricted_choice") },
            ]}
            vertical
          />
        </Form.Item>
        {!isOpen && (
          <>
            <Form.Item name="departments" label={t("libraries.departments")}>
              <Select
                mode="tags"
                options={(departments.data ?? []).map((value) => ({ value }))}
                placeholder={t("libraries.departments_hint")}
              />
            </Form.Item>
            <Form.Item name="people" label={t("libraries.people")}>
              <Select
                mode="multiple"
                showSearch={{ optionFilterProp: "label" }}
                options={[...names].map(([value, label]) => ({ value, label }))}
                placeholder={t("libraries.people_hint")}
              />
            </Form.Item>
            <Alert type="info" showIcon title={t("libraries.administrators")} />
          </>
        )}
      </Form>
    </Modal>
  );
}

/** Return the names of all people by the ids of their accounts. */
function useNames(): ReadonlyMap<string, string> {
  const { data } = useQuery({
    queryKey: ["accounts", ""],
    queryFn: () => take(api.GET("/api/v1/accounts", { params: { query: { query: "" } } })),
  });
  return new Map((data ?? []).map((account) => [account.id, `${account.name}（${account.username}）`]));
}
