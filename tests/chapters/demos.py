"""What a demo computes and says at its start, with some changes."""


def compute(demo, **changes):
    return demo.compute(**demo.values(**changes))


def caption(demo, **changes):
    return demo.caption(compute(demo, **changes))
