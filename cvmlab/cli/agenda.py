"""cvmlab agenda: a first blueprint.toml for the board page, with the firm's own figures in it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cvmlab.cli import options as opt
from cvmlab.cli.progress import Steps
from cvmlab.errors import one_problem


def agenda(
    data: Annotated[str, typer.Argument(help="The folder of the firm's tables, or its orders.")],
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE",
                     help="Where to write it; by default blueprint.toml in the folder, where the "
                     "board page finds it."),
    ] = None,
    mapping: opt.MappingFile = None,
    currency: opt.Currency = None,
) -> None:  # fmt: skip
    """Write a first blueprint.toml: each figure of the board page, and who answers for it."""
    from cvmlab.blueprint.agenda.agenda import FILE, own_file

    folder = Path(data) if Path(data).is_dir() else None
    path = out or (folder or Path()) / FILE
    _refuse_if_there(path)
    with Steps(last="Writing") as steps:
        steps(0, 4, "Reading the tables")
        from cvmlab.blueprint.agenda.agenda_template import first_agenda
        from cvmlab.blueprint.look import look_at
        from cvmlab.blueprint.tiles.right_customers import customer_tiles
        from cvmlab.blueprint.tiles.right_relationships import relationship_tiles
        from cvmlab.blueprint.tiles.right_retention import retention_tiles
        from cvmlab.data.workspace import load

        ws = load(data, mapping)
        look = look_at(ws, currency=currency or "")
        tiles = []
        parts = {
            "Right customers": customer_tiles,
            "Right relationships": relationship_tiles,
            "Right retention": retention_tiles,
        }
        for done, (label, part) in enumerate(parts.items(), start=1):
            steps(done, 4, label)
            tiles += part(ws, look)
        steps(4, 4, "Writing")
        text = first_agenda(tiles, currency=look.currency)
    _refuse_if_there(path)  # it took a while
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    measured = sum(tile.measured for tile in tiles)
    typer.echo(
        f"Wrote {path}: {measured} of {len(tiles)} figures can be measured from these tables. "
        "Fill in who answers for each, and its target; then:\n"
        f"cvmlab report blueprint --data {data}"
        + ("" if own_file(ws) == path else f" --set agenda={path}")
    )


def _refuse_if_there(path: Path) -> None:
    if path.exists():
        raise one_problem(
            f'there is a "{path}" already, and what you have put into it is not to be lost',
            "fill that one in; or choose another name: --out NAME.",
        )
