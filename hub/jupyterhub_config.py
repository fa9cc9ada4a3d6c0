"""A JupyterHub for a class, on one machine; docs/running.md says how to start it and for whom it is.

Every student gives a name and the password of the class. All of them are one user of the machine, the one who started
the hub: good for a class whose members trust each other, not for the open network.
"""

import os
import shutil
import sys
from pathlib import Path

import course

c = get_config()  # noqa: F821  JupyterHub defines it

STUDENTS = Path(os.environ.get("COURSE_STUDENTS", Path.cwd() / "students")).resolve()  # a folder for each student

# --- who may come in

c.JupyterHub.authenticator_class = "shared-password"
c.Authenticator.allow_all = True
c.Authenticator.username_pattern = r"[a-z0-9][a-z0-9_.-]{0,30}"  # a name becomes a folder
c.SharedPasswordAuthenticator.user_password = os.environ["COURSE_PASSWORD"]  # at least 8 characters
if "COURSE_TEACHER_PASSWORD" in os.environ:  # at least 32 characters
    c.Authenticator.admin_users = {"teacher"}
    c.SharedPasswordAuthenticator.admin_password = os.environ["COURSE_TEACHER_PASSWORD"]

# --- what a student gets: JupyterLab of this environment, with the course's settings, in a folder with copies


def copy_notebooks(spawner):
    """Lay out the notebooks for a student who comes for the first time; what is there already is the student's."""
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
    **{name: value for name, value in course.OURS.items() if name != "IPYTHONDIR"},  # of that, each has an own one
    "PYTHONPATH": str(course.ROOT),
}

# --- a student who has gone leaves no kernel behind: after 20 minutes without a sign, kernel and server are stopped

c.Spawner.args += ["--MappingKernelManager.cull_idle_timeout=1200", "--MappingKernelManager.cull_connected=True"]
c.Spawner.args += ["--ServerApp.shutdown_no_activity_timeout=1200"]

# --- where the hub itself is

c.JupyterHub.bind_url = os.environ.get("COURSE_ADDRESS", "http://127.0.0.1:8000")
STATE = STUDENTS / ".hub"  # no student's name begins with a dot
STATE.mkdir(parents=True, exist_ok=True)
c.JupyterHub.db_url = f"sqlite:///{STATE / 'hub.sqlite'}"
c.JupyterHub.cookie_secret_file = str(STATE / "cookie_secret")
c.ConfigurableHTTPProxy.pid_file = str(STATE / "proxy.pid")

# --- for hub/memory.py: somebody who may start servers in the name of students

if "COURSE_MEASURE_TOKEN" in os.environ:
    c.JupyterHub.services = [{"name": "measure", "api_token": os.environ["COURSE_MEASURE_TOKEN"]}]
    c.JupyterHub.load_roles = [
        {"name": "measure", "services": ["measure"], "scopes": ["admin:users", "admin:servers", "access:servers"]}
    ]
