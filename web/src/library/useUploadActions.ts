import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useTranslation } from "react-i18next";

import { api, take } from "../api/client";
import { asFailure } from "../api/failure";
import type { Upload } from "../api/records";
import { uploadsQuery } from "./queries";
import { postForm } from "./sending";

/** What a keeper may do with a file that is not being read. */
export function useUploadActions({ id }: Upload) {
  const { t } = useTranslation("library");
  const { message } = App.useApp();
  const queries = useQueryClient();
  const params = { path: { upload_id: id } };
  const refresh = () => queries.invalidateQueries({ queryKey: uploadsQuery.queryKey });
  const onError = (error: unknown) => void message.error(asFailure(error).advice);
  const retry = useMutation({
    mutationFn: () => take(api.POST("/api/v1/uploads/{upload_id}/retry", { params })),
    onError,
    onSuccess: refresh,
  });
  const replace = useMutation({
    mutationFn: (file: File) => {
      const body = new FormData();
      body.set("file", file);
      return postForm(`/api/v1/uploads/${id}/file`, body, () => undefined);
    },
    onError,
    onSuccess: refresh,
  });
  const remove = useMutation({
    mutationFn: () => take(api.DELETE("/api/v1/uploads/{upload_id}", { params })),
    onError,
    onSuccess: () => {
      void message.success(t("uploads.removed"));
      return refresh();
    },
  });
  return { retry, replace, remove };
}
