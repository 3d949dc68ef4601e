import { CustomerServiceOutlined } from "@ant-design/icons";
import { Alert, Button, Input, Modal } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { asFailure } from "../../api/failure";
import type { Message } from "../../api/records";
import { useAskKeeper } from "../queries";
import styles from "./AnswerView.module.css";

const NOTE_CHARACTERS = 1000;

/** Asks the keeper of the library for what the library lacks. */
export function AskKeeper({ message }: { message: Message }) {
  const { t } = useTranslation(["chat", "common"]);
  const [isOpen, setIsOpen] = useState(false);
  const [note, setNote] = useState("");
  const noteId = useId();
  const ask = useAskKeeper(message.id);
  if (message.enquiry_id) {
    return (
      <Alert
        className={styles.keeper}
        type="success"
        showIcon
        title={t("keeper.asked")}
        action={<Link to="/enquiries">{t("keeper.see")}</Link>}
      />
    );
  }
  return (
    <div className={styles.keeper}>
      <Button icon={<CustomerServiceOutlined aria-hidden />} onClick={() => setIsOpen(true)}>
        {t("keeper.ask")}
      </Button>
      <Modal
        open={isOpen}
        title={t("keeper.ask")}
        okText={t("keeper.send")}
        cancelText={t("common:cancel")}
        confirmLoading={ask.isPending}
        onOk={() => ask.mutate(note, { onSuccess: () => setIsOpen(false) })}
        onCancel={() => setIsOpen(false)}
      >
        <p>{t("keeper.intro", { question: message.question })}</p>
        <label htmlFor={noteId}>{t("keeper.note")}</label>
        <Input.TextArea
          id={noteId}
          value={note}
          onChange={({ target }) => setNote(target.value)}
          maxLength={NOTE_CHARACTERS}
          placeholder={t("keeper.example")}
        />
        {ask.error && <Alert type="error" showIcon title={asFailure(ask.error).advice} />}
      </Modal>
    </div>
  );
}
