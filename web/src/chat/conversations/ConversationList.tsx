import { DeleteOutlined, EditOutlined, FileWordOutlined, MoreOutlined, PlusOutlined, SearchOutlined } from "@ant-design/icons";
import Conversations from "@ant-design/x/es/conversations";
import { useInfiniteQuery } from "@tanstack/react-query";
import { App, Button, Empty, Input, Modal } from "antd";
import { useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";

import { asFailure } from "../../api/failure";
import { saveFile } from "../../api/files";
import type { ConversationInfo } from "../../api/records";
import { conversationsQuery, useDeleteConversation, useRenameConversation } from "../queries";
import styles from "./ConversationList.module.css";
import { groupOf } from "./groups";

const TITLE_CHARACTERS = 100;

interface ConversationListProps {
  /** The conversation in view; empty for a new one. */
  current: string;
  /** Is told when the person has chosen one. */
  onChosen?: () => void;
}

/** One's conversations: begin, find, open, rename, export, delete. */
export function ConversationList({ current, onChosen }: ConversationListProps) {
  const { t } = useTranslation(["chat", "common"]);
  const navigate = useNavigate();
  const [query, setQuery] = useState("");
  const searched = useDeferredValue(query.trim());
  const { data, hasNextPage, fetchNextPage, isFetchingNextPage, isSuccess } = useInfiniteQuery(
    conversationsQuery(searched),
  );
  const [renamed, setRenamed] = useState<ConversationInfo | null>(null);
  const actions = useActions(current, setRenamed);
  const conversations = data?.pages.flat() ?? [];
  const now = new Date();
  return (
    <div className={styles.list}>
      <Button
        block
        icon={<PlusOutlined aria-hidden />}
        onClick={() => {
          void navigate("/");
          onChosen?.();
        }}
      >
        {t("conversations.new")}
      </Button>
      <Input
        type="search"
        prefix={<SearchOutlined aria-hidden />}
        aria-label={t("conversations.search")}
        placeholder={t("conversations.search")}
        value={query}
        onChange={({ target }) => setQuery(target.value)}
      />
      <div className={styles.scroll}>
        {isSuccess && conversations.length === 0 && (
          <Empty
            image={Empty.PRESENTED_IMAGE_SIMPLE}
            description={t(searched ? "conversations.none_found" : "conversations.none")}
          />
        )}
        <Conversations
          className={styles.items}
          activeKey={current}
          groupable={{ label: (group) => t(`conversations.${group as "today"}`) }}
          items={conversations.map((conversation) => ({
            key: conversation.id,
            group: groupOf(conversation, now),
            // The library's own items cannot be reached by keyboard; a link can.
            label: (
              <Link to={`/c/${conversation.id}`} className={styles.link} title={conversation.title}>
                {conversation.title || t("conversations.untitled")}
              </Link>
            ),
          }))}
          onActiveChange={(id) => {
            void navigate(`/c/${id}`);
            onChosen?.();
          }}
          menu={({ key }) => ({
            items: actions.items,
            onClick: ({ key: action }) => {
              const conversation = conversations.find(({ id }) => id === key);
              if (conversation) actions.run(action, conversation);
            },
            trigger: (
              <Button
                type="text"
                size="small"
                icon={<MoreOutlined aria-hidden />}
                aria-label={t("conversations.more", {
                  title: conversations.find(({ id }) => id === key)?.title ?? "",
                })}
              />
            ),
          })}
        />
        {hasNextPage && (
          <Button type="link" block loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t("conversations.earlier_ones")}
          </Button>
        )}
      </div>
      {renamed && <RenameDialog conversation={renamed} onClose={() => setRenamed(null)} />}
    </div>
  );
}

function useActions(current: string, onRename: (conversation: ConversationInfo) => void) {
  const { t } = useTranslation(["chat", "common"]);
  const { modal, message } = App.useApp();
  const navigate = useNavigate();
  const remove = useDeleteConversation();
  const fail = (error: unknown): void => void message.error(asFailure(error).advice);
  const confirmDeletion = ({ id, title }: ConversationInfo): void =>
    void modal.confirm({
      title: t("conversations.delete_title"),
      content: t("conversations.delete_text", { title }),
      okText: t("common:delete"),
      okButtonProps: { danger: true },
      cancelText: t("common:cancel"),
      onOk: async () => {
        await remove.mutateAsync(id).catch(fail);
        if (id === current) void navigate("/");
      },
    });
  return {
    items: [
      { key: "rename", icon: <EditOutlined aria-hidden />, label: t("conversations.rename") },
      { key: "export", icon: <FileWordOutlined aria-hidden />, label: t("conversations.export") },
      { key: "delete", icon: <DeleteOutlined aria-hidden />, label: t("common:delete"), danger: true },
    ],
    run: (action: string, conversation: ConversationInfo): void => {
      if (action === "rename") onRename(conversation);
      else if (action === "delete") confirmDeletion(conversation);
      else saveFile(`/api/v1/conversations/${conversation.id}/export.docx`).catch(fail);
    },
  };
}

function RenameDialog({ conversation, onClose }: { conversation: ConversationInfo; onClose: () => void }) {
  const { t } = useTranslation(["chat", "common"]);
  const { message } = App.useApp();
  const [title, setTitle] = useState(conversation.title);
  const rename = useRenameConversation();
  const save = (): void => {
    rename.mutate(
      { id: conversation.id, title: title.trim() },
      { onSuccess: onClose, onError: (error) => void message.error(asFailure(error).advice) },
    );
  };
  return (
    <Modal
      open
      title={t("conversations.rename")}
      okText={t("common:save")}
      cancelText={t("common:cancel")}
      okButtonProps={{ disabled: !title.trim() }}
      confirmLoading={rename.isPending}
      onOk={save}
      onCancel={onClose}
    >
      <Input
        aria-label={t("conversations.name")}
        value={title}
        maxLength={TITLE_CHARACTERS}
        onChange={({ target }) => setTitle(target.value)}
        onPressEnter={save}
      />
    </Modal>
  );
}
