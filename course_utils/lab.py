"""Connect JupyterLab to a kernel without the delay that TCP by default adds to small messages.

TCP holds a small message back while an earlier one is not confirmed (Nagle's algorithm), which can cost a drag of a
slider up to 40 ms a step. Jupyter's server leaves that on; `course.py lab` names this class in its place.
"""

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection


class PromptConnection(ZMQChannelsWebsocketConnection):
    """Jupyter's own connection, but it sends every message at once."""

    def connect(self):
        self.websocket_handler.set_nodelay(True)
        return super().connect()
