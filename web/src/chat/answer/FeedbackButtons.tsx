import { DislikeFilled, DislikeOutlined, LikeFilled, LikeOutlined } from "@ant-design/icons";
import { App, Button, Input, Popover, Radio } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { asFailure } from "../../api/failure";
import type { Feedback, FeedbackReason, Message } from "../../api/records";
import { useFeedback } from "../queries";
import styles from "./AnswerView.module.css";

const REASONS = ["wrong", "incomplete", "outdated", "off_topic", "not_found", "unclear", "other"] as const;
const COMMENT_CHARACTERS = 500;

/** 👍 and 👎; a 👎 asks why, so that the keeper knows what to mend. */
export function FeedbackButtons({ message }: { message: Message }) {
  const { t } = useTranslation("chat");
  const { message: toast } = App.useApp();
  const [asksWhy, setAsksWhy] = useState(false);
  const give = useFeedback(message.id);
  const verdict = message.feedback?.verdict;
  const send = (feedback: Feedback | null): void => {
    give.mutate(feedback, {
      onSuccess: () => void toast.success(t(feedback ? "feedback.thanks" : "feedback.withdrawn")),
      onError: (error) => void toast.error(asFailure(error).advice),
    });
  };
  return (
    <>
      <Button
        type="text"
        icon={verdict === "good" ? <LikeFilled aria-hidden /> : <LikeOutlined aria-hidden />}
        aria-pressed={verdict === "good"}
        onClick={() => send(verdict === "good" ? null : { verdict: "good", reason: "", comment: "" })}
      >
        {t("feedback.good")}
      </Button>
      <Popover
        open={asksWhy}
        onOpenChange={(opens) => {
          // A second 👎 takes the first one back.
          if (opens && verdict === "bad") send(null);
          else setAsksWhy(opens);
        }}
        trigger="click"
        title={t("feedback.why")}
        content={
          <Why
            onSend={(reason, comment) => {
              setAsksWhy(false);
              send({ verdict: "bad", reason, comment });
            }}
          />
        }
      >
        <Button
          type="text"
          icon={verdict === "bad" ? <DislikeFilled aria-hidden /> : <DislikeOutlined aria-hidden />}
          aria-pressed={verdict === "bad"}
        >
          {t("feedback.bad")}
        </Button>
      </Popover>
    </>
  );
}

function Why({ onSend }: { onSend: (reason: FeedbackReason, comment: string) => void }) {
  const { t } = useTranslation("chat");
  const [reason, setReason] = useState<FeedbackReason>("");
  const [comment, setComment] = useState("");
  return (
    <div className={styles.reasons}>
      <Radio.Group
        aria-label={t("feedback.why")}
        vertical
        value={reason}
        onChange={({ target }) => setReason(target.value as FeedbackReason)}
        options={REASONS.map((each) => ({ value: each, label: t(`feedback.reason.${each}`) }))}
      />
      <Input.TextArea
        aria-label={t("feedback.comment")}
        placeholder={t("feedback.comment")}
        value={comment}
        maxLength={COMMENT_CHARACTERS}
        onChange={({ target }) => setComment(target.value)}
      />
      <Button type="primary" disabled={!reason} onClick={() => onSend(reason, comment)}>
        {t("feedback.send")}
      </Button>
    </div>
  );
}
