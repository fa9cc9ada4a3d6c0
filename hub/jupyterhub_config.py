"""A JupyterHub for a class, on one machine; docs/running.md says how to start it and who should use it.

Every student logs in with a name and the password of the class. All servers run as the user who started the hub: use it
for a class whose members trust each other, not on the open network.
"""

import os
import shutil
import sys
from pathlib import Path

import course

c = get_config()  # noqa: F821  JupyterHub defines it

STUDENTS = Path(os.environ.get("COURSE_STUDENTS", Path.cwd() / "students")).resolve()  # a folder for each student

# --- who may log in

c.JupyterHub.authenticator_class = "shared-password"
c.Authenticator.allow_all = True
c.Authenticator.username_pattern = r"[a-z0-9][a-z0-9_.-]{0,30}"  # a name becomes a folder
c.SharedPasswordAuthenticator.user_password = os.environ["COURSE_PASSWORD"]  # at least 8 characters
if "COURSE_TEACHER_PASSWORD" in os.environ:  # at least 32 characters
    c.Authenticator.admin_users = {"teacher"}
    c.SharedPasswordAuthenticator.admin_password = os.environ["COURSE_TEACHER_PASSWORD"]

# --- what a student gets: the JupyterLab of this environment with the course's settings, in a folder with copies


def copy_notebooks(spawner):
    """Copy the notebooks for a student who logs in for the first time; files that exist are the student's and stay."""
    folder = STUDENTS / spawner.user.name
    for path in sorted((course.ROOT / "notebooks").glob("*.ipynb")):
        if not (folder / path.name).exists():
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, folder)


c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = str(STUDENTS / "{username}")
c.Spawner.pre_spawn_hook = copy_notebooks
c.Spawner.cmd = [sys.executable, "-m", "jupyterhub.singleuser"]
c.Spawner.args = [option for option in course.LAB_OPTIONS if not option.startswith("--ServerApp.ip=")]
if hasattr(os, "geteuid") and os.geteuid() == 0:
    c.Spawner.args.append("--allow-root")
c.Spawner.default_url = f"/lab/tree/{Path(course.FIRST_NOTEBOOK).name}"
c.Spawner.environment = {
    **{name: value for name, value in course.COURSE_ENV.items() if name != "IPYTHONDIR"},  # each student has their own
    "PYTHONPATH": str(course.ROOT),
}

# --- kernel and server are stopped after 20 minutes without activity

c.Spawner.args += ["--MappingKernelManager.cull_idle_timeout=1200", "--MappingKernelManager.cull_connected=True"]
c.Spawner.args += ["--ServerApp.shutdown_no_activity_timeout=1200"]

# --- the hub itself

c.JupyterHub.bind_url = os.environ.get("COURSE_ADDRESS", "http://127.0.0.1:8000")
STATE = STUDENTS / ".hub"  # no student's name begins with a dot
STATE.mkdir(parents=True, exist_ok=True)
c.JupyterHub.db_url = f"sqlite:///{STATE / 'hub.sqlite'}"
c.JupyterHub.cookie_secret_file = str(STATE / "cookie_secret")
c.ConfigurableHTTPProxy.pid_file = str(STATE / "proxy.pid")

# --- for hub/memory.py: a service that may start servers for students

if "COURSE_MEASURE_TOKEN" in os.environ:
    c.JupyterHub.services = [{"name": "measure", "api_token": os.environ["COURSE_MEASURE_TOKEN"]}]
    c.JupyterHub.load_roles = [
        {"name": "measure", "services": ["measure"], "scopes": ["admin:users", "admin:servers", "access:servers"]}
    ]
