"""Figures that don't add up are said in words, by the rule of the standard."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.billing.logic.test_composing import CASES
from tests.billing.logic.test_einvoice import FILES

from polku.billing.logic.einvoice import of_snapshot, read, ubl, validate
from polku.site.commands.invoices import invoice as command

GOOD = of_snapshot(CASES["standard"])


def rules(**wrong: Decimal) -> list[str]:
    document = replace(GOOD, totals=replace(GOOD.totals, **wrong))
    return [one.rule for one in validate(document)]


def test_each_sum_follows_from_those_before() -> None:
    off = Decimal("0.01")
    totals = GOOD.totals
    assert totals.net is not None
    assert totals.gross is not None
    assert totals.payable is not None
    assert rules(lines=totals.net + off) == ["BR-CO-10", "BR-CO-13"]
    assert rules(net=totals.net + off) == ["BR-CO-13", "BR-CO-15"]
    assert rules(gross=totals.gross + off) == ["BR-CO-15", "BR-CO-16"]
    assert rules(payable=totals.payable + off) == ["BR-CO-16"]


def test_tax_is_exact_to_the_cent_where_the_official_rules_let_almost_one_pass() -> None:
    first, *rest = GOOD.subtotals
    document = replace(
        GOOD, subtotals=(replace(first, tax=first.tax + Decimal("0.9")), *rest), tax=GOOD.tax + Decimal("0.9")
    )
    assert {"BR-CO-17", "BR-CO-15"} == {one.rule for one in validate(document)}


def test_what_is_missing_is_named() -> None:
    document = replace(GOOD, number="", due=None, terms="", lines=())
    assert {"BR-02", "BR-16", "BR-CO-25", "BR-CO-10"} <= {one.rule for one in validate(document)}


@pytest.mark.data
def test_invoices_of_others_add_up_but_for_those_that_say_so() -> None:
    found = {path.name: validate(read(path.read_bytes())) for path in FILES}
    faulty = {
        name: [str(one) for one in some if one.is_fault]
        for name, some in found.items()
        if any(one.is_fault for one in some)
    }
    # Its tax is rounded to the whole forint.
    assert list(faulty) == ["huf_example_cii.xml"], faulty


def test_the_command_says_what_is_wrong_and_exits_with_it(tmp_path: Path) -> None:
    good, bad, none = tmp_path / "good.xml", tmp_path / "bad.xml", tmp_path / "none.xml"
    good.write_bytes(ubl(GOOD))
    bad.write_bytes(ubl(replace(GOOD, totals=replace(GOOD.totals, payable=Decimal(1)))))
    none.write_text("<a/>")
    run = CliRunner().invoke
    done = run(command, ["validate", "--figures-only", str(good)])
    told = "good.xml: all figures add up\n  official rules: not asked\n"
    assert (done.exit_code, done.output) == (0, told)
    done = run(command, ["validate", str(good)])
    assert (done.exit_code, " applied, 0 failed" in done.output) == (0, True)
    done = run(command, ["validate", str(bad)])
    assert done.exit_code == 1
    assert "fault BR-CO-16: The amount to pay is" in done.output
    assert "fault BR-CO-16: [BR-CO-16]-Amount due for payment" in done.output
    done = run(command, ["validate", "--json", str(none)])
    assert (done.exit_code, '"valid": false' in done.output) == (1, True)


def test_the_program_itself_exits_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from polku.site.cli import main

    bad = tmp_path / "bad.xml"
    bad.write_bytes(ubl(replace(GOOD, totals=replace(GOOD.totals, payable=Decimal(1)))))
    monkeypatch.setattr("sys.argv", ["polku", "invoice", "validate", "--figures-only", str(bad)])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 1
