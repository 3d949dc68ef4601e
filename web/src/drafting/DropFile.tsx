import { InboxOutlined } from "@ant-design/icons";
import { useMutation } from "@tanstack/react-query";
import { Alert, Spin, Upload } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { asFailure } from "../api/failure";
import type { Job } from "../api/records";
import { useSession } from "../api/session";
import { mostBytes, showSize } from "../library/uploading";
import styles from "./Drafting.module.css";
import { postFile } from "./jobs";

interface DropFileProps {
  /** Where the file goes. */
  path: string;
  /** What goes with it. */
  words?: Record<string, string>;
  /** Endings that are taken: ".xlsx". */
  endings: readonly string[];
  /** What to do, in a line. */
  title: string;
  hint: string;
  /** Told of the work that the file began. */
  onBegun: (job: Job) => void;
}

/** Takes one file, dropped or chosen, and sends it at once. */
export function DropFile({ path, words, endings, title, hint, onBegun }: DropFileProps) {
  const { t } = useTranslation(["drafting", "library"]);
  const { limits } = useSession();
  const [problem, setProblem] = useState("");
  const post = useMutation({
    mutationFn: (file: File) => postFile(path, file, words),
    onSuccess: onBegun,
  });
  const problemOf = ({ name, size }: File): string => {
    if (!endings.some((ending) => name.toLowerCase().endsWith(ending))) {
      return t("drop.wrong_ending", { name, endings: endings.join("、") });
    }
    const most = mostBytes(name, limits);
    if (size > most) return t("library:uploads.too_large", { size: showSize(size), most: showSize(most) });
    return size === 0 ? t("library:uploads.empty_file") : "";
  };
  const told = problem || (post.error ? asFailure(post.error).advice : "");
  return (
    <>
      <Upload.Dragger
        accept={endings.join(",")}
        showUploadList={false}
        disabled={post.isPending}
        beforeUpload={(file) => {
          const found = problemOf(file);
          setProblem(found);
          if (!found) post.mutate(file);
          return false;
        }}
      >
        <p className={styles.dropIcon}>{post.isPending ? <Spin /> : <InboxOutlined aria-hidden />}</p>
        <p className={styles.dropTitle}>{post.isPending ? t("drop.sending") : title}</p>
        <p className={styles.soft}>{hint}</p>
      </Upload.Dragger>
      {told && <Alert className={styles.below} type="error" showIcon title={told} />}
    </>
  );
}
