import { SendOutlined } from "@ant-design/icons";
import Sender from "@ant-design/x/es/sender";
import { Checkbox, type GetProps, Input } from "antd";
import { type Ref, useImperativeHandle, useRef } from "react";
import { useTranslation } from "react-i18next";

import type { Filters } from "../../api/records";
import { useSession } from "../../api/session";
import styles from "./Composer.module.css";
import { FilterButton } from "./FilterButton";

interface ComposerProps {
  question: string;
  onQuestion: (question: string) => void;
  filters: Filters;
  onFilters: (filters: Filters) => void;
  isSending: boolean;
  onSubmit: () => void;
  ref?: Ref<{ focus: () => void }>;
}

/** The question box with the filters under it. */
export function Composer({ question, onQuestion, filters, onFilters, isSending, onSubmit, ref }: ComposerProps) {
  const { t } = useTranslation("chat");
  const { limits } = useSession();
  const sender = useRef<React.ComponentRef<typeof Sender>>(null);
  useImperativeHandle(ref, () => ({ focus: () => sender.current?.focus() }));
  const length = question.trim().length;
  const isTooLong = length > limits.question_characters;
  return (
    <div className={styles.composer}>
      <Sender
        ref={sender}
        value={question}
        onChange={onQuestion}
        onSubmit={onSubmit}
        placeholder={t("composer.placeholder")}
        autoSize={false}
        components={{ input: QuestionInput }}
        suffix={(_, { components: { SendButton } }) => (
          <SendButton
            type="primary"
            shape="default"
            icon={<SendOutlined aria-hidden />}
            loading={isSending}
            disabled={length === 0 || isTooLong || isSending}
          >
            {t("composer.send")}
          </SendButton>
        )}
      />
      {isTooLong && (
        <p role="alert" className={styles.problem}>
          {t("composer.too_long", { count: length, most: limits.question_characters })}
        </p>
      )}
      <div className={styles.options}>
        <FilterButton filters={filters} onChange={onFilters} />
        <Checkbox
          checked={filters.in_force}
          onChange={({ target }) => onFilters({ ...filters, in_force: target.checked })}
        >
          {t("filters.in_force")}
        </Checkbox>
      </div>
    </div>
  );
}

/** The box itself; its label belongs to it and not to its frame. */
function QuestionInput(properties: GetProps<typeof Input.TextArea>) {
  const { t } = useTranslation("chat");
  return <Input.TextArea {...properties} rows={1} aria-label={t("composer.label")} />;
}
