import { CopyOutlined, FileWordOutlined, ReloadOutlined } from "@ant-design/icons";
import { useMutation } from "@tanstack/react-query";
import { App, Button } from "antd";
import { useTranslation } from "react-i18next";

import { send } from "../../api/client";
import { asFailure } from "../../api/failure";
import { saveFile } from "../../api/files";
import type { Message } from "../../api/records";
import styles from "./AnswerView.module.css";
import { copyText } from "./copying";
import { FeedbackButtons } from "./FeedbackButtons";

/** What a person may do with an answer: copy, export, judge, ask again. */
export function AnswerActions({ message, onRetry }: { message: Message; onRetry: () => void }) {
  const { t } = useTranslation("chat");
  const { message: toast } = App.useApp();
  const onError = (error: unknown): void => void toast.error(asFailure(error).advice);
  const copy = useMutation({
    mutationFn: async () => copyText(await (await send(`/api/v1/messages/${message.id}/export.txt`)).text()),
    onSuccess: () => toast.success(t("action.copied")),
    onError,
  });
  const exporting = useMutation({
    mutationFn: () => saveFile(`/api/v1/messages/${message.id}/export.docx`),
    onError,
  });
  return (
    <div className={styles.actions} role="group" aria-label={t("action.group")}>
      <Button type="text" icon={<CopyOutlined aria-hidden />} loading={copy.isPending} onClick={() => copy.mutate()}>
        {t("action.copy")}
      </Button>
      <Button
        type="text"
        icon={<FileWordOutlined aria-hidden />}
        loading={exporting.isPending}
        onClick={() => exporting.mutate()}
      >
        {t("action.word")}
      </Button>
      <Button type="text" icon={<ReloadOutlined aria-hidden />} onClick={onRetry}>
        {t("action.retry")}
      </Button>
      <FeedbackButtons message={message} />
    </div>
  );
}
