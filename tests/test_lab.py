from jupyter_server.services.kernels.websocket import KernelWebsocketHandler

import course
from course_utils.lab import PromptConnection


def test_the_launcher_asks_for_the_prompt_connection():
    [setting] = [option for option in course.LAB_OPTIONS if "kernel_websocket_connection_class" in option]
    assert setting.endswith(f"={PromptConnection.__module__}.{PromptConnection.__name__}")


def test_a_connection_sends_every_message_at_once_and_then_is_jupyters_own(monkeypatch):
    said = []
    monkeypatch.setattr(PromptConnection.__base__, "connect", lambda _: said.append("connected"))
    handler = KernelWebsocketHandler.__new__(KernelWebsocketHandler)  # without a request
    monkeypatch.setattr(handler, "set_nodelay", said.append)
    PromptConnection(websocket_handler=handler).connect()
    assert said == [True, "connected"]
