/** Small records of the API for tests; each takes what the test is about. */
import type { Answer, Citation, Hit, Message } from "../api/records";

export function citation(change: Partial<Citation> = {}): Citation {
  return {
    marker: 1,
    document: "岗位办法.docx",
    document_id: "d1",
    revision_id: "r1",
    chunk_id: "r1:0000",
    title: "公益性岗位管理办法",
    document_number: "青人社发〔2024〕7号",
    validity: "in_force",
    effective_on: null,
    repealed_on: null,
    replaced_by: "",
    text: "第三条 公益性岗位每月补贴八百元。第四条 补贴按月发放。",
    start: 100,
    end: 127,
    page: 2,
    section: ["公益性岗位管理办法", "第二章 补贴"],
    ...change,
  };
}

export function hit(chunk: Partial<Hit["chunk"]> = {}): Hit {
  return {
    score: 0.8,
    chunk: {
      id: "r1:0000",
      document_id: "d1",
      revision_id: "r1",
      section_path: ["第二章 补贴"],
      article: "",
      start: 100,
      end: 127,
      text: "第三条 公益性岗位每月补贴八百元。第四条 补贴按月发放。",
      page: 2,
      rows: [],
      caption: "",
      is_note: false,
      ...chunk,
    },
    document: {
      id: "d1",
      file: "岗位办法.docx",
      library: "政策文件",
      revision_id: "r1",
      metadata: { title: "公益性岗位管理办法", document_number: "", validity: "in_force" },
      health: {},
    },
  } as unknown as Hit;
}

export function answer(change: Partial<Answer> = {}): Answer {
  return {
    question: "公益性岗位每月补贴多少？",
    status: "answered",
    text: "公益性岗位每月补贴八百元。[1]",
    statements: [{ text: "公益性岗位每月补贴八百元。", markers: [1], is_computed: false }],
    citations: [citation()],
    hits: [hit()],
    figures: [],
    confidence: 0.9,
    grade: "quotable",
    notices: [],
    answerer: "extractive",
    ...change,
  };
}

export function message(change: Partial<Message> = {}): Message {
  return {
    id: "m1",
    conversation_id: "c1",
    question: "公益性岗位每月补贴多少？",
    filters: { in_force: false },
    state: "answered",
    answer: answer(),
    failure: null,
    feedback: null,
    enquiry_id: null,
    asked_at: "2026-01-05T02:00:00+00:00",
    answered_at: "2026-01-05T02:00:01+00:00",
    ...change,
  };
}
