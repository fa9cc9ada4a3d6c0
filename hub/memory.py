"""How much memory a student needs on the hub, and how many students fit: measured, with the real hub. Linux only.

    .venv/bin/python hub/memory.py                            four students, the last notebook
    .venv/bin/python hub/memory.py --students 8 --moves 200 01_line_fitting

The hub is started; students come in, run their notebook from top to bottom, and move every demo of it. Then the memory
of every process is read as PSS: what several share is counted once in all.
"""

import argparse
import json
import os
import random
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import websocket

import course

HERE = Path(__file__).resolve().parent
SPARE = 2 * 1024**3  # bytes left to the system


class Hub:
    """A hub of our own configuration, on a free port, with a folder of its own."""

    def __init__(self, folder):
        free = [socket.socket() for _ in range(3)]
        for one in free:
            one.bind(("127.0.0.1", 0))
        ports = [one.getsockname()[1] for one in free]
        for one in free:
            one.close()
        self.url = f"http://127.0.0.1:{ports[0]}"
        self.token, self.log = secrets.token_hex(), folder / "hub.log"
        variables = course.environment() | {
            "COURSE_STUDENTS": str(folder / "students"),
            "COURSE_PASSWORD": secrets.token_hex(),
            "COURSE_MEASURE_TOKEN": self.token,
            "COURSE_ADDRESS": self.url,
            "CONFIGPROXY_AUTH_TOKEN": secrets.token_hex(),
        }
        command = [sys.executable, "-m", "jupyterhub", "--config", str(HERE / "jupyterhub_config.py")]
        command += [f"--ConfigurableHTTPProxy.api_url=http://127.0.0.1:{ports[1]}", f"--JupyterHub.hub_port={ports[2]}"]
        with self.log.open("w", encoding="utf-8") as log:
            self.process = subprocess.Popen(command, env=variables, cwd=folder, stdout=log, stderr=subprocess.STDOUT)

    def ask(self, path, method="GET", data=None):
        """The answer of hub or server to a request; None while nobody is there to answer, or only the proxy."""
        body = None if data is None else json.dumps(data).encode()
        headers = {"Authorization": f"token {self.token}", "Content-Type": "application/json"}
        request = urllib.request.Request(self.url + path, body, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.loads(answer.read() or "{}")
        except urllib.error.HTTPError as error:
            if error.code in (404, 503) and method == "GET":
                return None
            raise RuntimeError(f"{method} {path}: {error.code} {error.read().decode()[:300]}") from None
        except (urllib.error.URLError, ConnectionError):
            return None

    def until(self, path, there, seconds=120):
        """Ask until an answer is as wished."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.process.poll() is None:
            if (answer := self.ask(path)) is not None and there(answer):
                return answer
            time.sleep(0.3)
        said = [line for line in self.log.read_text(encoding="utf-8").splitlines() if "] 200 " not in line]
        raise RuntimeError("\n".join([f"{path} is not there; the hub says:", *said[-30:]]))

    def stop(self):
        """The hub, and all that it started."""
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()


class Student:
    """Somebody with a server and a kernel, who runs a notebook and moves its demos."""

    def __init__(self, hub, name):
        self.hub, self.name = hub, name
        hub.ask(f"/hub/api/users/{name}", "POST")
        hub.ask(f"/hub/api/users/{name}/server", "POST")
        hub.until(f"/hub/api/users/{name}", lambda user: user.get("server"))

    def open(self):
        kernel = self.hub.ask(f"/user/{self.name}/api/kernels", "POST", {"name": "python3"})["id"]
        url = f"ws{self.hub.url[4:]}/user/{self.name}/api/kernels/{kernel}/channels"
        self.socket = websocket.create_connection(url, header=[f"Authorization: token {self.hub.token}"], timeout=180)
        self.demos = {}  # the number of a demo's widget → how many values each of its controls has

    def tell(self, kind, content):
        """Send the kernel a message and wait until it is done with it."""
        number = secrets.token_hex(16)
        header = {
            "msg_id": number,
            "msg_type": kind,
            "username": "",
            "session": "measure",
            "version": "5.3",
            "date": "",
        }
        parts = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"}
        self.socket.send(json.dumps(parts))
        while True:
            message = self.socket.recv()
            if isinstance(message, bytes):  # pictures, behind a table of places
                count = int.from_bytes(message[:4], "big")
                first, second = (int.from_bytes(message[4 * i : 4 * i + 4], "big") for i in (1, 2))
                message = message[first : second if count > 1 else None]
            message = json.loads(message)
            content = message["content"]
            if message["msg_type"] == "comm_open" and (demo := content["data"].get("state", {}).get("demo")):
                self.demos[content["comm_id"]] = [len(control["texts"]) for control in demo["controls"]]
            if message["parent_header"].get("msg_id") != number:
                continue
            if message["msg_type"] == "error":
                raise RuntimeError(f"{content['ename']}: {content['evalue']}")
            if message["msg_type"] == "status" and content["execution_state"] == "idle":
                return

    def run(self, cells):
        for code in cells:
            self.tell("execute_request", {"code": code, "silent": False, "store_history": True, "allow_stdin": False})

    def move(self, moves):
        """Ask for pictures as the page of a demo does, at places that a hand may reach."""
        chance = random.Random(self.name)
        for demo, counts in self.demos.items():
            for _ in range(moves):
                position = [chance.randrange(count) for count in counts]
                self.tell("comm_msg", {"comm_id": demo, "data": {"method": "custom", "content": {"draw": position}}})


# --- memory


def pss(process):
    """Bytes of a process, shared ones by their share."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    return 1024 * next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def family(ancestor):
    """All processes that a process started, and that those started: number → command."""
    parents, commands = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            commands[int(folder.name)] = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:  # gone meanwhile
            continue
    found = {ancestor}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return {process: commands[process] for process in found if process in commands}


def memory(hub):
    """Bytes of hub and proxy, of all servers, of all kernels, and how many kernels there are."""
    sums, kernels = {"hub": 0, "servers": 0, "kernels": 0}, 0
    for process, command in family(hub.process.pid).items():
        kernels += (is_kernel := "ipykernel" in command)
        kind = "kernels" if is_kernel else "servers" if "singleuser" in command else "hub"
        sums[kind] += pss(process)
    return sums, kernels


def measure(students, moves, notebook):
    """Start everything, measure on the way, stop everything; the lines of a report."""
    cells = nbformat.read(course.ROOT / "notebooks" / f"{notebook}.ipynb", as_version=4).cells
    cells = [cell.source for cell in cells if cell.cell_type == "code"]
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    mib, lines = 1024**2, []
    with tempfile.TemporaryDirectory() as folder:
        hub = Hub(Path(folder))
        try:
            hub.until("/hub/api", lambda answer: "version" in answer)
            names = [f"student{number}" for number in range(1, students + 1)]
            start = time.monotonic()
            with ThreadPoolExecutor(students) as pool:
                everyone = list(pool.map(lambda name: Student(hub, name), names))
                lines.append(f"servers of {students} students up after {time.monotonic() - start:.0f} s")

                def weigh(what):
                    sums, kernels = memory(hub)
                    hubs, server, kernel = (sums[kind] / mib for kind in ("hub", "servers", "kernels"))
                    server, kernel = server / students, kernel / max(kernels, 1)
                    lines.append(f"{what:44} server {server:4.0f} MiB, kernel {kernel:4.0f} MiB; hub {hubs:4.0f} MiB")
                    return hubs * mib, (server + kernel) * mib

                list(pool.map(Student.open, everyone))
                list(pool.map(lambda student: student.run(["1"]), everyone))
                weigh("an empty kernel each")
                start = time.monotonic()
                list(pool.map(lambda student: student.run(cells), everyone))
                hubs, one = weigh(f"{notebook} run")
                lines.append(f"all cells of all students took {time.monotonic() - start:.0f} s")
                start = time.monotonic()
                list(pool.map(lambda student: student.move(moves), everyone))
                seconds = time.monotonic() - start
                demos = sum(len(student.demos) for student in everyone)
                hubs, one = weigh(f"its {demos // students} demos moved {moves} times each")
                lines.append(
                    f"{demos * moves / seconds:.0f} moves a second, all students together, {os.cpu_count()} cores"
                )
        finally:
            hub.stop()
    for size in (total, 8 * 1024**3, 16 * 1024**3, 64 * 1024**3):
        fit = int((size - SPARE - hubs) // one)
        lines.append(f"a machine of {size / 1024**3:3.0f} GiB: {fit} students with one notebook open, by memory alone")
    return lines


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebook", nargs="?", default="06_mlp_backprop", help="its name without ending")
    parser.add_argument("--students", type=int, default=4)
    parser.add_argument("--moves", type=int, default=60, help="of each demo")
    options = parser.parse_args(arguments)
    if not shutil.which("configurable-http-proxy"):
        print("The hub needs a proxy: npm install --global configurable-http-proxy", file=sys.stderr)
        return 1
    print("\n".join(measure(options.students, options.moves, options.notebook)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
