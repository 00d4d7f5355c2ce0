"""What people edit and what is kept, as rows; one module per area."""

from monitor.storage.tables.answers import AnswerBodyRow, AnswerRow
from monitor.storage.tables.base import Base
from monitor.storage.tables.configured import (
    BrandRow,
    IgnoredNameRow,
    MonitorRow,
    PromptRow,
    PromptVersionRow,
    TargetRow,
    WorkspaceRow,
)
from monitor.storage.tables.findings import AnalysisRow, CitationRow, FindingRow, MentionRow
from monitor.storage.tables.imports import ImportedAnswerRow
from monitor.storage.tables.model_cards import ModelCardRow, ModelClaimRow
from monitor.storage.tables.runs import QuestionRow, RunRow
from monitor.storage.tables.work import AnswerToAnalyzeRow, StaleDayRow

__all__ = [
    "AnalysisRow",
    "AnswerBodyRow",
    "AnswerRow",
    "AnswerToAnalyzeRow",
    "Base",
    "BrandRow",
    "CitationRow",
    "FindingRow",
    "IgnoredNameRow",
    "ImportedAnswerRow",
    "MentionRow",
    "ModelCardRow",
    "ModelClaimRow",
    "MonitorRow",
    "PromptRow",
    "PromptVersionRow",
    "QuestionRow",
    "RunRow",
    "StaleDayRow",
    "TargetRow",
    "WorkspaceRow",
]
