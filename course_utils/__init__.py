"""The helper module of the course. Layers are folders, chapters are files:

    data.py       the data files, as arrays; pictures that a reader brings
    numerics/     the lecture in numpy                          imports numpy only
    plotting/     arrays to axes                                imports numpy, matplotlib (never pyplot)
    demos/        controls + compute + draw, declared once      widgets only in page.py, live.py (with its
                                                              stage.js and present.js), plain.py, upload.py
    checks/       exercises: solution, cases, named mistakes
    server.py     JupyterLab's connection to the kernel, without delay
    source.py     shows the source of a function in a notebook
    folders.py    folders that the course writes, and never somebody else's
    site.py       the notebooks as pages whose sliders need no kernel
    lite.py       the notebooks as a JupyterLite
    elsewhere.py  the links to Colab and Binder, and the address of the course in them
    editions.py   the course for students, and for instructors
    collect.py    a table of handed-in notebooks; worker.py calls what they hold, in a process of its own
    notebooks.py  runs the notebooks and stores them in one tidy form

Who imports whom:  numerics ← plotting, checks, demos;  plotting ← demos;  nothing imports upward.
A chapter has the same name in notebooks/, demos/, checks/ and tests/: searching one name finds all of it.
"""
