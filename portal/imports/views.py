"""Bringing a list in: upload it, say what its columns hold, look, import."""

from __future__ import annotations

from flask import Blueprint, Response, g, request, url_for
from flask_babel import gettext as _

from portal.access import Permission, access
from portal.imports import actions, headlines, queries
from portal.imports.files import layout_of, sheet_of
from portal.imports.forms import ColumnsForm, UploadForm, columns_form
from portal.imports.models import ImportRun
from portal.imports.reading.columns import Layout
from portal.imports.reading.mapping import UnreadableMapping
from portal.imports.reading.sheet import Sheet, UnreadableSheet
from portal.imports.report import lines
from portal.pages import go, page, part, say, see_other, wants_part
from portal.paging import natural, page_in, pages_of

bp = Blueprint("imports", __name__, url_prefix="/stewardship")


@bp.get("/import")
@access(Permission.IMPORT_RUN)
def index() -> Response:
    """Upload a list; earlier lists."""
    return _index(UploadForm())


@bp.post("/import")
@access(Permission.IMPORT_RUN, uploads=True)
def upload() -> Response:
    """Take a file and go on to its columns."""
    form = UploadForm()
    if form.validate():
        sent = form.file.data
        try:
            run = actions.upload(g.db, by=g.person.id, filename=sent.filename or "", data=sent.read())
        except UnreadableSheet as unreadable:
            form.add_error("file", str(unreadable.sentence))
        else:
            return see_other("imports.columns", id=run.id)
    return _index(form, 422)


def _index(form: UploadForm, status: int = 200) -> Response:
    number = page_in(request.args)
    runs = queries.runs(g.db, number)
    pages = pages_of(runs[0].total if runs else 0, queries.RUNS_PER_PAGE)
    return page("imports/index.html", status, form=form, runs=runs, page=number, pages=pages, said=headlines)


@bp.get("/imports/<uuid:id>/columns")
@access(Permission.IMPORT_RUN, on=ImportRun)
def columns(run: ImportRun) -> Response:
    """What each column of the file holds, as far as could be guessed."""
    if run.state in ("importing", "done"):
        return see_other("imports.show", id=run.id)
    sheet, layout = _opened(run, request.args.get("header-line", ""))
    stored = run.mapping and layout.header_line == run.header_line
    mapping = layout.mapping.chosen(run.mapping) if stored else layout.mapping
    return _columns(run, sheet, layout, columns_form(layout, mapping))


@bp.post("/imports/<uuid:id>/columns")
@access(Permission.IMPORT_RUN, on=ImportRun)
def choose_columns(run: ImportRun) -> Response:
    """Keep the choice and look through the file."""
    sheet, layout = _opened(run, request.form.get("header_line", ""))
    form = columns_form(layout, layout.mapping)
    if not form.validate():
        return _columns(run, sheet, layout, form, 422)
    try:
        mapping = layout.mapping.chosen(form.choices())
    except UnreadableMapping as unreadable:
        form.form_errors.append(str(unreadable.sentence))
        return _columns(run, sheet, layout, form, 422)
    if problems := mapping.problems():
        form.form_errors.extend(str(problem) for problem in problems)
        return _columns(run, sheet, layout, form, 422)
    actions.choose_columns(g.db, run, mapping=mapping)
    actions.look_through(g.db, run, lines=len(sheet.rows))
    return see_other("imports.show", id=run.id)


def _opened(run: ImportRun, line: str) -> tuple[Sheet, Layout]:
    """The file and its columns; `line` holds their names (0: no line does; empty: we look for it)."""
    sheet = sheet_of(g.db, run)
    chosen = natural(line, otherwise=run.header_line)
    return sheet, layout_of(g.db, sheet, chosen)


def _columns(run: ImportRun, sheet: Sheet, layout: Layout, form: ColumnsForm, status: int = 200) -> Response:
    first = [(row.line, " | ".join(row.filled)[:60]) for row in sheet.rows if row.filled][:10]
    cautions = layout.mapping.cautions() if status == 200 else []
    return page(
        "imports/columns.html", status, run=run, form=form, layout=layout, sheet=sheet, first_lines=first,
        cautions=cautions, pairs=list(zip(layout.columns, form.columns(), strict=True)),
    )  # fmt: skip


@bp.get("/imports/<uuid:id>")
@access(Permission.IMPORT_RUN, on=ImportRun)
def show(run: ImportRun) -> Response:
    """How far it is; what will happen; what happened."""
    if run.state in ("uploaded", "failed"):
        return see_other("imports.columns", id=run.id)
    if run.underway:
        return _progress(run)
    if wants_part():
        return go(url_for("imports.show", id=run.id))
    return _report(run)


def _progress(run: ImportRun) -> Response:
    waiting, stuck = queries.counts(g.db, run.id).waiting, queries.stuck(g.db, run.id)
    if wants_part():
        return part("imports/_progress.html", run=run, waiting=waiting, stuck=stuck)
    return page("imports/progress.html", run=run, waiting=waiting, stuck=stuck)


def _report(run: ImportRun) -> Response:
    counts = queries.counts(g.db, run.id)
    view = request.args.get("rows", "")
    view = view if view in queries.VIEWS else "all"
    pages = pages_of(counts.of_view(view), queries.ROWS_PER_PAGE)
    number = min(page_in(request.args), pages)
    found = lines(g.db, queries.rows(g.db, run.id, view, number))
    values = {"view": view, "lines": found, "pages": pages, "page": number, "said": headlines}
    values["todo"] = queries.open_doubts(g.db) if run.state == "done" else 0
    values["first"] = (number - 1) * queries.ROWS_PER_PAGE + 1
    return page("imports/show.html", 200, run=run, counts=counts, **values)


@bp.post("/imports/<uuid:id>/groups")
@access(Permission.IMPORT_RUN, on=ImportRun)
def start(run: ImportRun) -> Response:
    """Import the rows that were looked at, once."""
    if actions.start(g.db, run, by=g.person.id):
        actions.in_background(g.db, run)
    return see_other("imports.show", id=run.id)


@bp.post("/imports/<uuid:id>/continuation")
@access(Permission.IMPORT_RUN, on=ImportRun)
def go_on(run: ImportRun) -> Response:
    """Go on with a run whose work was cut off."""
    if run.underway and queries.stuck(g.db, run.id):
        actions.in_background(g.db, run)
    return see_other("imports.show", id=run.id)


@bp.post("/imports/<uuid:id>/cancellation")
@access(Permission.IMPORT_RUN, on=ImportRun)
def cancel(run: ImportRun) -> Response:
    """Forget the file."""
    actions.cancel(g.db, run, by=g.person.id)
    say(_("The file was deleted. Nothing was imported."))
    return see_other("imports.index")
