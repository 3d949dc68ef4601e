import { Alert } from "antd";
import { useTranslation } from "react-i18next";

import type { Answer, Message } from "../../api/records";
import type { OpenedSource } from "../source/opened";
import { AnswerActions } from "./AnswerActions";
import { AnswerText } from "./AnswerText";
import styles from "./AnswerView.module.css";
import { AskKeeper } from "./AskKeeper";
import { CitationMark } from "./CitationMark";
import { FigureList } from "./FigureList";
import { GradeTag } from "./GradeTag";
import { PassageList } from "./PassageList";
import { narrow, type Passage, passageOf } from "./place";

const NEAREST = 3;

interface AnswerViewProps {
  message: Message;
  answer: Answer;
  source: OpenedSource | null;
  onOpen: (source: OpenedSource) => void;
  onRetry: () => void;
}

/** A whole answer: how it may be used, what it says, where that stands, what to do with it. */
export function AnswerView({ message, answer, source, onOpen, onRetry }: AnswerViewProps) {
  const { t } = useTranslation("chat");
  const isOpen = ({ revision_id, start, end }: Passage): boolean =>
    source?.revision === revision_id && start <= source.start && source.end <= end;
  const open = ({ revision_id, start, end, page }: Passage): void =>
    onOpen({ revision: revision_id, start, end, page: page ?? null });
  const citations = new Map(answer.citations.map((citation) => [citation.marker, citation]));
  const isRefusal = answer.status === "insufficient_evidence";
  return (
    <>
      <GradeTag grade={answer.grade} />
      <div className={styles.text}>
        <AnswerText
          answer={answer}
          mark={(marker, quote, key) => {
            const citation = citations.get(marker);
            if (!citation) return null;
            const passage = narrow(citation, quote);
            return <CitationMark key={key} passage={passage} isOpen={isOpen(passage)} onOpen={open} />;
          }}
        />
      </div>
      {answer.notices.map((notice) => (
        <Alert key={notice} type="warning" showIcon title={notice} className={styles.notice} />
      ))}
      <FigureList figures={answer.figures} />
      <PassageList title={t("answer.sources")} passages={answer.citations} isOpen={isOpen} onOpen={open} />
      {isRefusal && (
        <>
          <PassageList
            title={t("answer.nearest")}
            passages={answer.hits.slice(0, NEAREST).map(passageOf)}
            showsText
            isOpen={isOpen}
            onOpen={open}
          />
          <AskKeeper message={message} />
        </>
      )}
      <AnswerActions message={message} onRetry={onRetry} />
    </>
  );
}
