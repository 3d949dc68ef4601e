import { Alert, Modal, Typography } from "antd";
import { useTranslation } from "react-i18next";

interface SecretOnceProps {
  title: string;
  /** Whose or what for, and what to do with it. */
  note: string;
  /** None while there is nothing to show. */
  secret: string | null;
  onClose: () => void;
}

/** A password or key that the server tells only once. */
export function SecretOnce({ title, note, secret, onClose }: SecretOnceProps) {
  const { t } = useTranslation("people");
  return (
    <Modal
      open={secret !== null}
      title={title}
      mask={{ closable: false }}
      closable={false}
      okText={t("secret.noted")}
      onOk={onClose}
      cancelButtonProps={{ style: { display: "none" } }}
      destroyOnHidden
    >
      <p>{note}</p>
      <Typography.Paragraph copyable={{ tooltips: [t("secret.copy"), t("secret.copied")] }} code>
        {secret ?? ""}
      </Typography.Paragraph>
      <Alert type="warning" showIcon title={t("secret.once")} />
    </Modal>
  );
}
