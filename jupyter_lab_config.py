"""JupyterLab opens on the first lesson and asks the network for nothing.

JupyterLab does not read settings from the folder it is started in, so the installation copies this file to the
settings of its environment (pyproject.toml, shared-data). It acts only in the root of the course: elsewhere JupyterLab
stays as it was.
"""

from pathlib import Path

FIRST_LESSON = "lessons/00_start_here.ipynb"

if Path(FIRST_LESSON).is_file():
    c = get_config()  # noqa: F821 (traitlets defines it)
    c.LabApp.default_url = f"/lab/tree/{FIRST_LESSON}"
    c.LabApp.news_url = None
    c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
    c.LabApp.app_settings_dir = str(Path("tools/jupyterlab").resolve())
    # There, overrides.json answers the news pop-up, and page_config.json switches off what nbgrader, which the tests
    # bring along, would add to a learner's window.
