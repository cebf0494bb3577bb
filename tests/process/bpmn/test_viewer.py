"""What is written is read and drawn by bpmn-js in a real browser, without a warning."""

from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from polku.process.logic import bpmn, ready_made
from polku.process.logic.wording import Wording
from tests.environment import ROOT, chromium

VIEWER = ROOT / ".venv-oracle" / "viewer" / "bpmn-viewer.js"
READ = """async text => {
  const viewer = new BpmnJS({container: '#drawing'});
  const {warnings} = await viewer.importXML(text);
  const drawn = viewer.get('elementRegistry').filter(e => e.type !== 'label' && e.businessObject).length;
  const {svg} = await viewer.saveSVG();
  viewer.destroy();
  return {warnings: warnings.map(one => one.message), drawn, svg: svg.length > 1000};
}"""


@pytest.mark.browser
@pytest.mark.oracle
def test_bpmn_js_reads_every_ready_process_without_a_warning_and_draws_all_of_it() -> None:
    assert VIEWER.exists(), "run `make setup-oracle`: it brings bpmn-js"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        page = browser.new_page()
        page.set_content('<div id="drawing" style="width:900px;height:600px"></div>')
        page.add_script_tag(content=Path(VIEWER).read_text(encoding="utf-8"))
        said = {}
        for place, name in enumerate(ready_made.names()):
            text = bpmn.write(ready_made.definition(name), Wording("zh-hant" if place % 2 else "en")).decode()
            answer = page.evaluate(READ, text)
            said[name] = (answer["warnings"], answer["drawn"] == text.count(" bpmnElement="), answer["svg"])
        browser.close()
    assert said == dict.fromkeys(ready_made.names(), ([], True, True))
