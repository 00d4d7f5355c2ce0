"""What people edit and what is kept, as rows; one module per area."""

from monitor.storage.tables.answers import AnswerBodyRow, AnswerRow
from monitor.storage.tables.base import Base
from monitor.storage.tables.budgets import JudgeReservationRow, LedgerRow, NoticeRow
from monitor.storage.tables.configured import (
    BrandRow,
    IgnoredNameRow,
    MonitorRow,
    PromptRow,
    PromptVersionRow,
    TargetRow,
    WorkspaceRow,
)
from monitor.storage.tables.drift import DriftEventRow, ImportRemarkRow, ServedValueRow
from monitor.storage.tables.experiments import ExperimentRow
from monitor.storage.tables.findings import AnalysisRow, CitationRow, FindingRow, MentionRow
from monitor.storage.tables.imports import ImportedAnswerRow
from monitor.storage.tables.judgements import JudgementRow
from monitor.storage.tables.model_cards import ModelCardRow, ModelClaimRow
from monitor.storage.tables.rollups import OutcomeRollupRow, RollupRow
from monitor.storage.tables.runs import QuestionRow, RunLookRow, RunRow
from monitor.storage.tables.sources import RedirectTargetRow, SourceRuleRow
from monitor.storage.tables.work import AnswerToAnalyzeRow, StaleDayRow

__all__ = [
    "AnalysisRow",
    "AnswerBodyRow",
    "AnswerRow",
    "AnswerToAnalyzeRow",
    "Base",
    "BrandRow",
    "CitationRow",
    "DriftEventRow",
    "ExperimentRow",
    "FindingRow",
    "IgnoredNameRow",
    "ImportRemarkRow",
    "ImportedAnswerRow",
    "JudgeReservationRow",
    "JudgementRow",
    "LedgerRow",
    "MentionRow",
    "ModelCardRow",
    "ModelClaimRow",
    "MonitorRow",
    "NoticeRow",
    "OutcomeRollupRow",
    "PromptRow",
    "PromptVersionRow",
    "QuestionRow",
    "RedirectTargetRow",
    "RollupRow",
    "RunLookRow",
    "RunRow",
    "ServedValueRow",
    "SourceRuleRow",
    "StaleDayRow",
    "TargetRow",
    "WorkspaceRow",
]
