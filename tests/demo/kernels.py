"""A kernel of its own for a test, and the messages of a front end."""

import os
import time
from pathlib import Path

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager

ROOT = Path(__file__).resolve().parents[2]

SLOW_DEMO = """
import threading, time
from course_utils.demo.demo import Control, Demo

drawn, on_main = [], []

def compute(x):
    drawn.append(x)
    on_main.append(threading.current_thread() is threading.main_thread())
    time.sleep(0.3)
    return x

def draw(fig, _):
    dot = fig.add_axes((0.1, 0.3, 0.8, 0.4), xlim=(0, 50), ylim=(-1, 1)).plot([0], [0], "o")[0]
    def ink(x):
        dot.set_xdata([x])
        return (dot,)
    return ink

def moved_dot():
    x = Control("x", range(51), 0, "how far")
    return Demo("A dot", "Dots", (x,), compute, draw, "The dot is at {}.".format, size=(3, 1))
"""


class Kernel:
    """A kernel of this Python, and the messages of a front end."""

    def __init__(self):
        # With no folder to search, the manager offers this Python's own kernel and no other.
        self.manager = KernelManager(kernel_name="python3", kernel_spec_manager=KernelSpecManager(kernel_dirs=[]))
        path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
        log = ["--IPKernelApp.log_level=ERROR"]
        self.manager.start_kernel(env={**os.environ, "PYTHONPATH": path}, extra_arguments=log)
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)

    def stop(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)
        self.manager.cleanup_resources()

    def run(self, code):
        """Run code, and return the messages that it brings."""
        outputs = []
        reply = self.client.execute_interactive(code, output_hook=outputs.append, timeout=60)
        assert reply["content"]["status"] == "ok", reply["content"]
        return [(output["msg_type"], output["content"]) for output in outputs]

    def value(self, expression):
        """The value of an expression in the kernel, made of numbers and texts."""
        messages = self.run(f"print(repr({expression}))")
        return eval("".join(content["text"] for kind, content in messages if kind == "stream"))

    def subshell(self):
        """Start a thread of the kernel that answers its own messages, as JupyterLab does for sliders; return its id."""
        session = self.client.session
        request = session.msg("create_subshell_request", {})
        self.client.control_channel.send(request)
        while True:
            reply = self.client.get_control_msg(timeout=30)
            if reply["parent_header"].get("msg_id") == request["header"]["msg_id"]:
                return reply["content"]["subshell_id"]

    def send(self, model, messages, subshell=None):
        """Send messages as the front end of a widget, one after the other, without waiting for an answer."""
        for data in messages:
            message = self.client.session.msg("comm_msg", {"comm_id": model, "data": data})
            message["header"]["subshell_id"] = subshell
            self.client.shell_channel.send(message)

    def wait_for(self, condition):
        """Wait until a condition holds in the kernel."""
        end = time.monotonic() + 20
        while not (holds := self.value(condition)) and time.monotonic() < end:
            time.sleep(0.05)
        assert holds, condition
