"""The report in a real browser. Needs chromium with its driver, selenium and axe-core-python."""

from __future__ import annotations

import re
import shutil
from urllib.parse import parse_qs, urlsplit

import pytest

from calsync.report import render
from tests.factory import BERLIN, NOW
from tests.unit.report.sample import HOSTILE, follow_ups, stories

webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
pytest.importorskip("selenium.webdriver.support.wait")
axe = pytest.importorskip("axe_core_python.selenium", reason="axe-core-python is not installed")

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="chromium and chromedriver are not installed"),
]

ARGUMENTS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")


@pytest.fixture(scope="module")
def browser():
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    for argument in ARGUMENTS:
        options.add_argument(argument)
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    yield driver
    driver.quit()


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(render(stories(), follow_ups(), now=NOW, zone=BERLIN), encoding="utf-8")
    return path.as_uri()


@pytest.fixture
def page(browser, address):
    """The report, opened at the size of a desk, in light colours."""
    look(browser, width=1100)
    browser.get_log("performance")
    browser.get_log("browser")
    browser.get(address)
    return browser


def look(browser, *, width: int, scheme: str = "light", medium: str = "screen") -> None:
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": medium, "features": features})
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500},
    )


def unfold(page) -> None:
    page.execute_script("document.querySelectorAll('details').forEach(one => one.open = true)")


def test_it_renders_without_a_complaint_and_nothing_leaves_it(page):
    assert page.title == "Job search: 5 to do"
    assert page.get_log("browser") == []
    requests = [
        entry["message"] for entry in page.get_log("performance") if "requestWillBeSent" in entry["message"]
    ]
    urls = {url for message in requests for url in re.findall(r'"documentURL":"([^"]+)"', message)}
    assert len(requests) == 1
    assert all(url.startswith("file://") for url in urls)


def test_its_policy_stops_what_hostile_text_would_do(page):
    page.execute_script(
        "const image = new Image(); image.src = 'http://127.0.0.1:9/x.png'; document.body.append(image);"
        "const script = document.createElement('script'); script.textContent = 'document.title = \"owned\"';"
        "document.body.append(script);"
    )
    assert page.title == "Job search: 5 to do"
    assert sum("Content Security Policy" in entry["message"] for entry in page.get_log("browser")) == 2


def test_hostile_text_stays_text(page):
    assert page.find_elements("css selector", "img") == []
    unfold(page)
    body = page.find_element("id", "draft-this-week-2-1").text
    assert "<img src=x onerror=alert(1)>" in body
    assert HOSTILE.split("\u202e")[0] in body


def test_the_mail_links_carry_the_drafts(page):
    unfold(page)
    for link in page.find_elements("css selector", "a.primary"):
        address = urlsplit(link.get_attribute("href"))
        shown = link.find_element("xpath", "ancestor::details").find_element("css selector", ".body").text
        assert address.scheme == "mailto"
        assert re.fullmatch(r"[\w.]+@[\w.]+", address.path)
        assert parse_qs(address.query)["body"] == [shown.replace("\n", "\r\n")]


def test_the_copy_button_copies_the_draft_and_says_so(page, address):
    origin = {"origin": address, "permission": {"name": "clipboard-write"}, "setting": "granted"}
    page.execute_cdp_cmd("Browser.setPermission", {**origin, "permission": {"name": "clipboard-read"}})
    page.execute_cdp_cmd("Browser.setPermission", origin)
    button = page.find_element("css selector", "details[open] button")
    expected = page.find_element("id", button.get_attribute("data-copy")).text
    button.click()
    copied = page.execute_async_script(
        "const done = arguments[0]; navigator.clipboard.readText().then(done, error => done(String(error)))"
    )
    assert copied.replace("\r\n", "\n") == expected
    assert page.find_element("id", "said").get_attribute("textContent") == "The draft is copied."


def test_everything_is_reached_by_keyboard_in_the_order_it_stands(page):
    keys = webdriver.Keys
    page.find_element("css selector", "body").send_keys(keys.TAB)
    focused = []
    for _ in range(40):
        element = page.switch_to.active_element
        if element.tag_name == "body":
            break
        focused.append(element)
        element.send_keys(keys.TAB)
    names = [f"{one.tag_name}.{(one.get_attribute('class') or '').split(' ')[0]}" for one in focused]
    assert names[0] == "a.skip"
    assert "div.chart" in names
    assert {"summary.", "a.button", "button.button"} <= set(names)
    tops = [one.rect["y"] for one in focused[1:]]
    assert tops == sorted(tops)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1100, 360])
def test_axe_finds_no_fault(page, width, scheme):
    look(page, width=width, scheme=scheme)
    unfold(page)
    found = axe.Axe().run(page)
    assert len(found["passes"]) > 20
    faults = {one["id"]: [node["html"][:200] for node in one["nodes"]] for one in found["violations"]}
    assert faults == {}


@pytest.mark.parametrize("width", [1100, 360, 320])
def test_a_small_screen_scrolls_down_only(page, width):
    look(page, width=width)
    unfold(page)
    assert page.execute_script("return document.documentElement.scrollWidth") <= width


def test_the_chart_of_a_small_screen_opens_at_today_with_its_names_in_sight(browser, address):
    look(browser, width=360)
    browser.get(address)
    wait = webdriver.support.wait.WebDriverWait(browser, 5, poll_frequency=0.05)
    left, right = browser.execute_script(
        "const box = document.querySelector('.chart').getBoundingClientRect(); return [box.left, box.right]"
    )

    def in_sight(css: str) -> bool:
        ask = "return document.querySelector(arguments[0]).getBoundingClientRect().left"
        return left < browser.execute_script(ask, css) < right

    wait.until(lambda _: in_sight(".chart .name"))
    assert in_sight(".chart .today")
    assert browser.execute_script("return document.querySelector('.chart').scrollLeft") > 0


def test_print_unfolds_the_drafts_and_leaves_the_buttons_out(page):
    folded = "return document.querySelectorAll('details:not([open])').length"
    assert page.execute_script(folded) > 0
    page.execute_script("dispatchEvent(new Event('beforeprint'))")
    assert page.execute_script(folded) == 0
    look(page, width=800, medium="print")
    assert not any(button.is_displayed() for button in page.find_elements("css selector", ".button"))
    assert page.find_element("css selector", ".body").is_displayed()
    page.execute_script("dispatchEvent(new Event('afterprint'))")
    assert page.execute_script(folded) > 0
