import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Input, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { api, take } from "../api/client";
import { asFailure } from "../api/failure";
import { categoriesQuery } from "../chat/queries";
import styles from "./LibraryPage.module.css";
import { move } from "./shelving";

// As the server counts.
const NAME_CHARACTERS = 30;
const MOST_SHELVES = 50;

/** Renames, orders, adds and removes categories. */
export function ShelvesForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(["library", "common"]);
  const { message } = App.useApp();
  const queries = useQueryClient();
  const { data: known = [] } = useQuery(categoriesQuery);
  const [names, setNames] = useState(known);
  const save = useMutation({
    mutationFn: () =>
      take(api.PUT("/api/v1/categories", { body: names.map((name) => name.trim()).filter(Boolean) })),
    onSuccess: (saved) => {
      queries.setQueryData(categoriesQuery.queryKey, saved);
      void message.success(t("shelves.saved"));
      onClose();
    },
  });
  return (
    <Modal
      open
      title={t("shelves.edit")}
      okText={t("common:save")}
      cancelText={t("common:cancel")}
      confirmLoading={save.isPending}
      onOk={() => save.mutate()}
      onCancel={onClose}
    >
      <p>{t("shelves.note")}</p>
      <ol className={styles.names}>
        {names.map((name, index) => (
          <li key={index} className={styles.name}>
            <Input
              aria-label={t("shelves.name", { number: index + 1 })}
              value={name}
              maxLength={NAME_CHARACTERS}
              onChange={({ target }) => setNames(names.map((known, other) => (other === index ? target.value : known)))}
            />
            <Button
              icon={<ArrowUpOutlined aria-hidden />}
              aria-label={t("shelves.up", { name })}
              disabled={index === 0}
              onClick={() => setNames(move(names, index, -1))}
            />
            <Button
              icon={<ArrowDownOutlined aria-hidden />}
              aria-label={t("shelves.down", { name })}
              disabled={index === names.length - 1}
              onClick={() => setNames(move(names, index, 1))}
            />
            <Button
              icon={<DeleteOutlined aria-hidden />}
              aria-label={t("shelves.remove", { name })}
              onClick={() => setNames(names.filter((_, other) => other !== index))}
            />
          </li>
        ))}
      </ol>
      <Button
        block
        type="dashed"
        icon={<PlusOutlined aria-hidden />}
        disabled={names.length >= MOST_SHELVES}
        onClick={() => setNames([...names, ""])}
      >
        {t("shelves.add")}
      </Button>
      {save.error && <Alert className={styles.problem} type="error" showIcon title={asFailure(save.error).advice} />}
    </Modal>
  );
}
