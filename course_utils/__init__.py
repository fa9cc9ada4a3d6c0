"""What a notebook imports. An arrow only ever goes down:

    chapters/     the content: a folder for each notebook, a file for each demo, its exercises beside them
    demo/         the engine of demos: controls + compute + draw, declared once, shown everywhere
    exercise/     the engine of exercises: solution, cases, named mistakes
    data/         the data files as arrays; pictures that a reader brings
    plotting/     arrays to axes                               imports numpy, matplotlib (never pyplot)
    numerics/     the lecture in numpy                         imports numpy only
    source.py     shows the source of a function in a notebook
    lab.py        JupyterLab's connection to the kernel, without delay

Singular is an engine, plural is content. Only demo/{widget,fallback,display,upload}.py know widgets; a chapter does
not import another chapter; tests/test_house.py enforces all of this. A chapter has the same name in notebooks/,
chapters/ and tests/chapters/. What an author or instructor runs is in course_tools/, which imports this package, never
the other way round.
"""
