/** The records of tests and attempts, as the server writes them. */

export type ItemKind =
  | "single_choice"
  | "multiple_choice"
  | "true_false"
  | "fill_blank"
  | "short_answer"
  | "ordering"
  | "case";

export interface Evidence {
  document: string;
  document_id: string;
  revision_id: string;
  title: string;
  text: string;
  start: number;
  end: number;
  page: number | null;
  section: string[];
  entry_id: string;
}

export interface Asked {
  number: number;
  kind: ItemKind;
  stem: string;
  options: string[];
  blanks: number;
  points: string;
  situation: string;
}

export interface Marked {
  number: number;
  is_right: boolean | null;
  points: string;
  key: string[];
  rationale: string;
  evidence: Evidence[];
  item_id: string;
}

export interface NewReply {
  number: number;
  answer: string[];
  saved_at: string;
}

export interface Reply extends NewReply {
  is_late: boolean;
}

export type Disclosure = "at_once" | "submitted" | "closed";

export interface Attempt {
  id: string;
  test_id: string;
  name: string;
  state: "open" | "submitted";
  started_at: string;
  due_at: string;
  submitted_at: string;
  disclosure: Disclosure;
  questions: Asked[];
  replies: Reply[];
  marks: Marked[];
  points: string | null;
  full_points: string;
  has_passed: boolean | null;
}

export interface Test {
  id: string;
  name: string;
  library: string;
  paper_id: string;
  opens_at: string;
  closes_at: string;
  minutes: number | null;
  pass_percent: number;
  attempts: number;
  departments: string[];
  disclosure: Disclosure;
  created_by: string;
}

export interface AttemptInfo {
  id: string;
  test_id: string;
  name: string;
  libraries: string[];
  state: "open" | "submitted";
  started_at: string;
  due_at: string;
  submitted_at: string;
  disclosure: Disclosure;
  questions: number;
  answered: number;
  points: string | null;
  full_points: string;
  has_passed: boolean | null;
}

export interface ListedTest {
  test: Test;
  phase: "coming" | "open" | "past";
  questions: number;
  points: string;
  is_taker: boolean;
  attempts_left: number;
  open_attempt_id: string;
  last_attempt_id: string;
  best_points: string | null;
  has_passed: boolean | null;
  learners: number | null;
  submitted: number | null;
  to_mark: number | null;
}

export interface Saved {
  saved: Reply[];
  refused: { number: number; message: string }[];
  marks: Marked[];
}

export interface Retry {
  question: Asked;
  library: string;
  topic: string;
  answer: string[];
  mark: Marked;
  wrong: number;
  right_since: number;
  answered_at: string;
}

export interface PracticeTopic {
  library: string;
  topic: string;
  kind: ItemKind;
  items: number;
}

export interface PracticeBody {
  library: string;
  topic: string;
  kinds: ItemKind[];
  count: number;
}
