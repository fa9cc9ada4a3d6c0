"""Measure, with the real hub, how much memory a student needs and how many students fit. Linux only.

    .venv/bin/python hub/memory.py                            four students, the last notebook
    .venv/bin/python hub/memory.py --students 8 --moves 200 01_line_fitting

The script starts the hub; students log in, run their notebook from top to bottom, and move each of its demos. Then it
reads the memory of every process as PSS: each process is charged with its share of the memory that several use.
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
SPARE_BYTES = 2 * 1024**3  # reserved for the system


class Hub:
    """A hub with the course's configuration, on a free port and in its own folder."""

    def __init__(self, folder):
        free = [socket.socket() for _ in range(3)]
        for each in free:
            each.bind(("127.0.0.1", 0))
        ports = [each.getsockname()[1] for each in free]
        for each in free:
            each.close()
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
        """Send a request to the hub or a server and return its answer; None until the hub or server is up."""
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

    def wait_for(self, path, satisfies, seconds=120):
        """Repeat a request until satisfies(answer) is true, and return the answer."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.process.poll() is None:
            if (answer := self.ask(path)) is not None and satisfies(answer):
                return answer
            time.sleep(0.3)
        said = [line for line in self.log.read_text(encoding="utf-8").splitlines() if "] 200 " not in line]
        raise RuntimeError("\n".join([f"{path} did not answer as expected; the hub says:", *said[-30:]]))

    def stop(self):
        """Stop the hub and everything it started."""
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()


class Student:
    """A student with a server and a kernel, who runs a notebook and moves its demos."""

    def __init__(self, hub, name):
        self.hub, self.name = hub, name
        hub.ask(f"/hub/api/users/{name}", "POST")
        hub.ask(f"/hub/api/users/{name}/server", "POST")
        hub.wait_for(f"/hub/api/users/{name}", lambda user: user.get("server"))

    def open(self):
        kernel = self.hub.ask(f"/user/{self.name}/api/kernels", "POST", {"name": "python3"})["id"]
        url = f"ws{self.hub.url[4:]}/user/{self.name}/api/kernels/{kernel}/channels"
        self.socket = websocket.create_connection(url, header=[f"Authorization: token {self.hub.token}"], timeout=180)
        self.demos = {}  # {id of a demo's widget: number of values of each control}

    def send(self, kind, content):
        """Send the kernel a message and wait until the kernel is idle again."""
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
            if isinstance(message, bytes):  # a table of offsets, the message, then pictures
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
            self.send("execute_request", {"code": code, "silent": False, "store_history": True, "allow_stdin": False})

    def move(self, moves):
        """Request pictures as the page of a demo does, at random positions of its controls."""
        chance = random.Random(self.name)
        for demo, counts in self.demos.items():
            for _ in range(moves):
                position = [chance.randrange(count) for count in counts]
                self.send("comm_msg", {"comm_id": demo, "data": {"method": "custom", "content": {"draw": position}}})


# --- memory


def pss(process):
    """Return the bytes of a process, including its share of the memory that several processes use."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    return 1024 * next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def descendants(ancestor):
    """Return a process and all its descendants: {process id: command}."""
    parents, commands = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            commands[int(folder.name)] = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:  # the process has ended
            continue
    found = {ancestor}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return {process: commands[process] for process in found if process in commands}


def memory(hub):
    """Return the bytes of hub and proxy, of all servers and of all kernels, and the number of kernels."""
    sums, kernels = {"hub": 0, "servers": 0, "kernels": 0}, 0
    for process, command in descendants(hub.process.pid).items():
        kernels += (is_kernel := "ipykernel" in command)
        kind = "kernels" if is_kernel else "servers" if "singleuser" in command else "hub"
        sums[kind] += pss(process)
    return sums, kernels


def measure(students, moves, notebook):
    """Start everything, measure after each step, stop everything, and return the lines of a report."""
    cells = nbformat.read(course.ROOT / "notebooks" / f"{notebook}.ipynb", as_version=4).cells
    cells = [cell.source for cell in cells if cell.cell_type == "code"]
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    mib, lines = 1024**2, []
    with tempfile.TemporaryDirectory() as folder:
        hub = Hub(Path(folder))
        try:
            hub.wait_for("/hub/api", lambda answer: "version" in answer)
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
        fit = int((size - SPARE_BYTES - hubs) // one)
        lines.append(
            f"a machine of {size / 1024**3:3.0f} GiB: {fit} students with one notebook open, counting memory only"
        )
    return lines


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebook", nargs="?", default="06_mlp_backprop", help="its name without .ipynb")
    parser.add_argument("--students", type=int, default=4)
    parser.add_argument("--moves", type=int, default=60, help="moves of each demo")
    options = parser.parse_args(arguments)
    if not shutil.which("configurable-http-proxy"):
        print("The hub needs a proxy: npm install --global configurable-http-proxy", file=sys.stderr)
        return 1
    print("\n".join(measure(options.students, options.moves, options.notebook)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
