"""The hub for a class, in a real browser, where JupyterHub and its proxy are installed."""

import shutil
import socket
import subprocess
import sys

import pytest

import course
from tests.browser.jupyter import PROJECTOR

PASSWORD = "the password of a class"


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    """The address of a running hub, and the folder of its students."""
    pytest.importorskip("jupyterhub", reason="JupyterHub is not installed; docs/running.md says how")
    if not shutil.which("configurable-http-proxy"):
        pytest.skip("JupyterHub's proxy is not installed; docs/running.md says how")
    folder = tmp_path_factory.mktemp("hub")
    free = [socket.create_server(("127.0.0.1", 0)) for _ in range(3)]
    ports = [one.getsockname()[1] for one in free]
    for one in free:
        one.close()
    address = f"http://127.0.0.1:{ports[0]}"
    variables = {"COURSE_PASSWORD": PASSWORD, "COURSE_ADDRESS": address, "COURSE_STUDENTS": str(folder / "students")}
    command = [sys.executable, "-m", "jupyterhub", "--config", str(course.ROOT / "hub" / "jupyterhub_config.py")]
    command += [f"--ConfigurableHTTPProxy.api_url=http://127.0.0.1:{ports[1]}", f"--JupyterHub.hub_port={ports[2]}"]
    with (folder / "log").open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            command, cwd=folder, env=course.environment() | variables, stdout=log, stderr=subprocess.STDOUT
        )
    yield address, folder / "students"
    process.terminate()
    process.wait(60)


@pytest.fixture
def log_in(hub, browser):
    """log_in(name, password): the page that a student sees then."""
    context = browser.new_context(viewport=PROJECTOR)

    def log_in_(name, password):
        page = context.new_page()
        for _ in range(60):
            if (answer := page.goto(f"{hub[0]}/hub/login", wait_until="load")) and answer.ok:
                break
            page.wait_for_timeout(500)
        page.fill("#username_input", name)
        page.fill("#password_input", password)
        page.click("#login_submit")
        return page

    # The port is closed until the proxy listens.
    for _ in range(60):
        try:
            socket.create_connection(("127.0.0.1", int(hub[0].rpartition(":")[2]))).close()
            break
        except OSError:
            context.pages or context.new_page()
            context.pages[0].wait_for_timeout(500)
    yield log_in_
    context.close()


@pytest.mark.parametrize(("name", "password"), [("ada", "wrong"), ("../ada", PASSWORD), (".hub", PASSWORD)])
def test_a_wrong_password_and_an_invalid_name_are_refused(hub, log_in, name, password):
    log_in(name, password).locator(".login_error").wait_for()
    assert [path.name for path in hub[1].iterdir()] == [".hub"]


def test_a_student_gets_the_notebooks_and_a_demo_moves(hub, log_in):
    page = log_in("ada", PASSWORD)
    page.wait_for_url("**/user/ada/lab**", timeout=90_000)
    page.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=60_000)
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=60_000)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()
    demo = page.locator(".course-demo").first
    demo.locator("canvas").wait_for(timeout=60_000)
    caption = demo.locator(".course-spoken").text_content()
    demo.get_by_role("slider").first.press("ArrowRight")
    page.wait_for_function("before => document.querySelector('.course-spoken').textContent != before", arg=caption)
    assert (hub[1] / "ada" / "06_mlp_backprop.ipynb").is_file()
