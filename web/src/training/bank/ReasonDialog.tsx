import { Input, Modal } from "antd";
import type { TextAreaRef } from "antd/es/input/TextArea";
import { useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

const LONGEST = 1000;

interface ReasonDialogProps {
  decision: "reject" | "withdraw";
  onReason: (reason: string) => void;
  onClose: () => void;
}

/** Asks why items are sent back or withdrawn. */
export function ReasonDialog({ decision, onReason, onClose }: ReasonDialogProps) {
  const { t } = useTranslation(["training", "common"]);
  const [reason, setReason] = useState("");
  const [isMissing, setIsMissing] = useState(false);
  const [id, help] = [useId(), useId()];
  const box = useRef<TextAreaRef>(null);
  const name = t(`decision.${decision}`);
  return (
    <Modal
      open
      title={t("reason.title", { decision: name })}
      okText={name}
      cancelText={t("common:cancel")}
      onOk={() => {
        if (reason.trim()) onReason(reason.trim());
        else setIsMissing(true);
      }}
      onCancel={onClose}
      afterOpenChange={() => box.current?.focus()}
      destroyOnHidden
    >
      <label htmlFor={id}>{t("reason.label")}</label>
      <Input.TextArea
        id={id}
        ref={box}
        rows={3}
        maxLength={LONGEST}
        value={reason}
        status={isMissing && !reason.trim() ? "error" : ""}
        aria-describedby={help}
        placeholder={t("reason.placeholder")}
        onChange={({ target }) => setReason(target.value)}
      />
      <p id={help} role="alert">
        {isMissing && !reason.trim() && t("reason.needed")}
      </p>
    </Modal>
  );
}
