"""What stands between a reader and Python's own messages while a lesson is open.

Three things can go wrong in a cell that are nobody's fault: an answer typed as people type
(``35 %``, ``price`` without quotation marks), a cell run before the one it goes on from, and a
table that the reader's own data do not have. The first is read as text, the second gets a sentence
that names the cell to run, the third is left out and the lesson goes on.
"""

from __future__ import annotations

import ast
import builtins
import re
from dataclasses import dataclass, field
from typing import Any

from cvmlab.data.contracts.registry import CONTRACTS
from cvmlab.data.shelf import NoSuchTable
from cvmlab.data.workspace import Workspace
from cvmlab.errors import DataProblem
from cvmlab.learn.course import Entry
from cvmlab.learn.facts import Facts
from cvmlab.learn.notebook_names import heading_of
from cvmlab.learn.repair import repaired
from cvmlab.learn.stand_ins import OwnWords, is_own, told_of
from cvmlab.learn.texts import say

_HOOK = "cvmlab_guard"


@dataclass(eq=False)
class Guard:
    """Watches the cells of one kernel.

    Parameters
    ----------
    shell : IPython shell
    entry : Entry, optional
        The lesson that is open; None before its set-up cell ran.
    """

    shell: Any
    entry: Entry | None = None
    left_out: set[str] = field(default_factory=set)
    own_words: OwnWords | None = None

    # cells as they are typed

    def __call__(self, lines: list[str]) -> list[str]:
        """IPython's cleanup transform: the cell's lines, with answers made readable."""
        known = {*self.shell.user_ns, *dir(builtins)}
        return repaired("".join(lines), known).splitlines(keepends=True)

    # errors that are really questions

    def explain(self, shell: Any, kind: type, error: Any, trace: Any, tb_offset: Any = None) -> Any:
        """What is shown instead of a traceback: one or two sentences."""
        if isinstance(error, SyntaxError):
            text = (error.text or "").strip()
            lines = [say("guard.syntax", line=error.lineno or 1, text=text)]
            lines.append(say("guard.syntax_remedy"))
        else:
            lines = self._unknown(str(getattr(error, "name", "") or ""))
        self.shell._showtraceback(kind, error, lines)
        return lines

    def _unknown(self, name: str) -> list[str]:
        heading = heading_of(name, self.entry.path) if self.entry else ""
        if heading:
            return [say("guard.set_in", name=name, heading=heading)]
        lines = [say("guard.not_known", name=name)]
        if self.entry is None:
            return [*lines, say("guard.run_above")]
        return [*lines, say("guard.run_above"), say("guard.text_wanted", name=name)]

    # tables that are not there

    def visit(self, tree: ast.Module) -> ast.Module:
        """IPython's AST transform: a cell that lacks a table is left out, with a sentence."""
        if not tree.body or self.entry is None:
            return tree
        if self.own_words is not None:
            tree = self.own_words.visit(tree)
        *body, last = tree.body
        if isinstance(last, ast.Expr):  # the value of the last line is still shown
            shown = ast.Call(ast.Name(f"{_HOOK}_show", ast.Load()), [last.value], [])
            last = ast.copy_location(ast.Expr(shown), last)
        names = ast.Constant(" ".join(_assigned(tree)))
        problem = ast.Name("_problem", ast.Load())
        goes_on = ast.Call(ast.Name(f"{_HOOK}_leave_out", ast.Load()), [problem, names], [])
        caught = ast.Tuple(
            [
                ast.Name(f"{_HOOK}_missing", ast.Load()),
                ast.Name("NameError", ast.Load()),
                ast.Name("KeyError", ast.Load()),
            ],
            ast.Load(),
        )
        handler = ast.ExceptHandler(caught, "_problem", [ast.Expr(goes_on)])
        tree.body = [ast.Try([*body, last], [handler], [], [])]
        return ast.fix_missing_locations(tree)

    def leave_out(self, problem: Exception, names: str) -> None:
        """Say why a cell was left out, and remember what it would have set."""
        if isinstance(problem, NameError) and problem.name not in self.left_out:
            raise problem
        if isinstance(problem, KeyError) and _columns_in(problem) == "":
            raise problem
        self.left_out.update(names.split())
        if isinstance(problem, NoSuchTable):
            print(say("guard.missing", why=problem.problems[0].what.rstrip(".") + "."))
        elif isinstance(problem, DataProblem):
            print(say("guard.missing", why=str(problem)))
        elif isinstance(problem, KeyError):
            print(say("guard.no_column", column=_columns_in(problem)))
        else:
            print(say("guard.missing_too"))

    def follow(self, facts: Facts) -> None:
        """From now on the lesson follows people of the firm; who they are is said once."""
        self.own_words = OwnWords(facts.stand_ins, facts.ws)
        before = dict(self.shell.user_ns)
        self.own_words.names(self.shell.user_ns)
        if told := told_of(facts.stand_ins, before):
            print(told)

    def leave_out_what_lacks_data(self) -> None:
        """From now on a cell whose table is missing or unfit is left out instead of failing."""
        from IPython.display import display

        self.shell.user_ns[f"{_HOOK}_missing"] = DataProblem
        self.shell.user_ns[f"{_HOOK}_leave_out"] = self.leave_out
        self.shell.user_ns[f"{_HOOK}_show"] = lambda value: (
            None if value is None else display(value)
        )
        if self not in self.shell.ast_transformers:
            self.shell.ast_transformers.append(self)


def watch(entry: Entry | None = None, workspace: Workspace | None = None) -> Guard | None:
    """Watch over the running notebook; outside of one, nothing is done.

    Parameters
    ----------
    entry : Entry, optional
        The lesson that is being opened.
    workspace : Workspace, optional
        The tables in use.

    Returns
    -------
    Guard or None
        None outside of IPython.
    """
    from IPython.core.getipython import get_ipython

    shell = get_ipython()
    if shell is None:
        return None
    transforms = shell.input_transformers_cleanup
    guard = next((one for one in transforms if isinstance(one, Guard)), None)
    if guard is None:
        guard = Guard(shell)
        transforms.append(guard)
        shell.set_custom_exc((NameError, SyntaxError), guard.explain)
    if entry is not None:
        guard.entry = entry
    guard.own_words = None
    if workspace is not None and is_own(workspace):
        guard.leave_out_what_lacks_data()  # on the sample company such a cell is a fault of ours
    return guard


def _columns_in(problem: KeyError) -> str:
    """The column of a table that a cell asked for in vain; empty where it was something else."""
    known = {name for contract in CONTRACTS.values() for name in contract.names}
    asked = str(problem.args[0]) if problem.args else ""
    if asked in known:
        return asked
    named = [one for one in re.findall(r"'(\w+)'", asked) if one in known]
    return ", ".join(named)


def _assigned(tree: ast.Module) -> list[str]:
    return sorted(
        {
            node.id
            for node in ast.walk(tree)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        }
    )
