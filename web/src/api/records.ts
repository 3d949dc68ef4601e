/** The records of the API, under the names they have there; generated from its OpenAPI document. */
import type { components, operations } from "./schema";

type Schemas = components["schemas"];

export type Failure = Schemas["Failure"];

export type Permission = Schemas["Permission"];
// The roles of columns in a file of figures have the same name.
export type Role = Schemas["Role"];
export type Account = Schemas["Account"];
export type ApiKey = Schemas["ApiKey"];
export type SessionInfo = Schemas["SessionInfo"];
export type LibraryAccess = Schemas["LibraryAccess"];
export type AuditEvent = Schemas["AuditEvent"];

export type Filters = Schemas["Filters"];
export type Validity = Schemas["Validity"];
export type Document = Schemas["Document"];
export type Metadata = Schemas["Metadata"];
export type Hit = Schemas["Hit"];
export type Citation = Schemas["Citation"];
export type Statement = Schemas["Statement"];
export type Grade = Schemas["Grade"];
export type Answer = Schemas["Answer"];
export type Message = Schemas["Message"];
export type Conversation = Schemas["Conversation"];
export type ConversationInfo = Schemas["ConversationInfo"];
export type Feedback = Schemas["Feedback"];
export type FeedbackReason = Schemas["FeedbackReason"];
export type Enquiry = Schemas["Enquiry"];
export type Gap = Schemas["Gap"];

export type SourceView = Schemas["SourceView"];
export type SourceBlock = Schemas["SourceBlock"];
export type Place = Schemas["Place"];

export type Upload = Schemas["Upload"];
export type Reminder = Schemas["Reminder"];
export type DocumentHits = Schemas["DocumentHits"];
export type DocumentSearchBody = Schemas["DocumentSearchBody"];
export type FoundPassage = Schemas["FoundPassage"];
export type DocumentSheet = Schemas["DocumentSheet"];
export type DocumentQuery = NonNullable<operations["list_documents_api_v1_documents_get"]["parameters"]["query"]>;
export type Health = Schemas["Health"];
export type IngestEvent = Schemas["IngestEvent"];
export type MarkBody = Schemas["MarkBody"];
export type RevisionInfo = Schemas["RevisionInfo"];
export type RevisionDifference = Schemas["RevisionDifference"];
export type Piece = Schemas["Piece"];

export type Job = Schemas["Job"];
export type Counts = Schemas["Counts"];
export type Indicator = Schemas["Indicator-Output"];
export type IndicatorQuery = NonNullable<operations["list_values_api_v1_indicators_get"]["parameters"]["query"]>;
export type ShownEntry = Schemas["ShownEntry"];
export type ShownAlert = Schemas["ShownAlert"];
export type ShownDerived = Schemas["ShownDerived"];
export type Series = Schemas["Series"];
export type SeriesPoint = Schemas["SeriesPoint"];
export type ImportView = Schemas["ImportView"];
export type ImportResult = Schemas["ImportResult"];
export type Mapping = Schemas["Mapping"];
export type TableMapping = Schemas["TableMapping"];
export type ColumnMapping = Schemas["ColumnMapping"];
export type TableView = Schemas["TableView"];
export type Refusal = Schemas["Refusal"];
export type Conflict = Schemas["Conflict"];
export type Proposal = Schemas["Proposal-Output"];

export type TemplateInfo = Schemas["TemplateInfo"];
export type RenderRequest = Schemas["RenderRequest"];
export type PreflightItem = Schemas["PreflightItem"];
export type PreflightReport = Schemas["PreflightReport"];
export type ReportView = Schemas["ReportView"];
export type AuditView = Schemas["AuditView"];
export type ShownFinding = Schemas["ShownFinding"];

// The parts of a report have kinds of the same name.
export type ItemKind = Schemas["assistant__quiz__schema__ItemKind"];
export type ItemState = Schemas["assistant__quiz__schema__ItemState"];
export type Difficulty = Schemas["Difficulty"];
export type Evidence = Schemas["Evidence"];
export type Question = Schemas["Question-Output"];
export type Draft = Schemas["Draft"];
export type Flaw = Schemas["Flaw"];
export type Item = Schemas["Item"];
export type ItemView = Schemas["ItemView"];
export type ItemQuery = NonNullable<operations["list_items_api_v1_quiz_items_get"]["parameters"]["query"]>;
export type ItemChange = Schemas["assistant__quiz__schema__Change"];
export type Decision = Schemas["Decision"];
export type Affected = Schemas["Affected"];
export type Imported = Schemas["Imported"];
export type QuestionFile = Schemas["QuestionFile"];
export type QuizOptions = Schemas["QuizOptions"];
export type FormatOption = Schemas["FormatOption"];
export type RuleCount = Schemas["RuleCount"];

export type Blueprint = Schemas["Blueprint-Output"];
export type Paper = Schemas["Paper"];
export type PaperInfo = Schemas["PaperInfo"];
export type PaperItem = Schemas["PaperItem"];
export type Shortage = Schemas["Shortage"];
export type Supply = Schemas["Supply"];
export type NewTest = Schemas["NewTest"];
export type ListedTest = Schemas["ListedTest"];
export type TestResult = Schemas["Result"];
export type ToMark = Schemas["ToMark"];
export type Asked = Schemas["Asked"];
export type Marked = Schemas["Marked"];
export type NewReply = Schemas["NewReply"];
export type Saved = Schemas["Saved"];
export type Attempt = Schemas["Attempt"];
export type AttemptInfo = Schemas["AttemptInfo"];
export type PracticeTopic = Schemas["PracticeTopic"];
export type PracticeRequest = Schemas["PracticeRequest"];
export type Retry = Schemas["Retry"];
export type Rate = Schemas["Rate"];
export type ItemStatistics = Schemas["ItemStatistics"];
export type Statistics = Schemas["Statistics"];

/** What a streamed answer tells, one server-sent event each. */
export type MessageEvent = Schemas["MessageStarted"] | Schemas["TextDelta"] | Schemas["MessageFinished"];
