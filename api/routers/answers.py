"""Answers: listing them, and reading one whole."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Response

from api.dependencies import NO_PARAMETERS, CurrentWorkspace, Workspace
from api.errors import documented
from api.paging import first_page, read_cursor, write_cursor
from api.schemas.answers import AnswerDocument, AnswerItem, AnswerPage, AnswersQuery
from api.schemas.base import ParameterId
from monitor.domain.json_value import JsonObject, sha256_of
from monitor.errors import NotFound
from monitor.reports.as_json import answer_head_json, answer_json
from monitor.storage.answers import AnswerFilter, find_answer, list_answers
from monitor.storage.findings import find_analysis
from monitor.storage.model_cards import find_card

router = APIRouter(tags=["answers"], responses=documented(422, 500, 503))

_ETAG_HEADER = {
    "ETag": {
        "description": "Changes when anything of the answer does, such as its analysis.",
        "schema": {"type": "string"},
    }
}


@router.get("/answers", name="list_answers")
def list_stored_answers(
    workspace: CurrentWorkspace, asked: Annotated[AnswersQuery, Query()]
) -> AnswerPage:
    """List answers without their texts, newest first."""
    filters = asked.model_dump(mode="json", exclude={"limit", "cursor"})
    before_id = None
    if asked.cursor is not None:
        (before_id,) = read_cursor(asked.cursor, filters, length=1)
    wanted = AnswerFilter(
        run_id=asked.run_id,
        target_key=asked.target,
        prompt_key=asked.prompt,
        outcome=asked.outcome,
        before_id=before_id,
    )
    with workspace.database.read() as session:
        heads = list_answers(session, workspace.id, wanted, limit=asked.limit + 1)
    page, last = first_page(heads, asked.limit)
    return AnswerPage(
        items=[AnswerItem.model_validate(answer_head_json(head)) for head in page],
        next_cursor=None if last is None else write_cursor([last.id], filters),
    )


@router.get(
    "/answers/{answer_id}",
    response_model=AnswerDocument,
    dependencies=[NO_PARAMETERS],
    responses={
        200: {"headers": _ETAG_HEADER},
        304: {"description": "It is still the same.", "headers": _ETAG_HEADER},
        **documented(404),
    },
)
def get_answer(
    workspace: CurrentWorkspace,
    answer_id: Annotated[ParameterId, Path(description="The number of the answer.")],
    response: Response,
    if_none_match: Annotated[
        str | None, Header(description="The ETag of a reply that the client still has.")
    ] = None,
) -> AnswerDocument | Response:
    """Show an answer with its text, its parameters, what was found in it, and its model."""
    document = _read(workspace, answer_id)
    etag = f'"{sha256_of(document)[:32]}"'
    # The answer never changes, but its analysis and the card may: ask again each time.
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    if if_none_match is not None and _matches(if_none_match, etag):
        return Response(status_code=304, headers=headers)
    response.headers.update(headers)
    return AnswerDocument.model_validate(document)


def _read(workspace: Workspace, answer_id: int) -> JsonObject:
    with workspace.database.read() as session:
        whole = find_answer(session, workspace.id, answer_id)
        if whole is None:
            raise NotFound(f"there is no answer {answer_id}")
        analysis = find_analysis(session, workspace.id, answer_id)
        card_id = whole.head.model_card_id
        card = None if card_id is None else find_card(session, workspace.id, str(card_id))
    return answer_json(whole, analysis, card)


def _matches(if_none_match: str, etag: str) -> bool:
    tags = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    return bool(tags & {"*", etag})
