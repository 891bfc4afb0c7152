"""Badge pictures, drawn from a design: title, shape, icon, accent and level.

    design = Design("Bug Hunter", shape="hexagon", icon="bug", accent="#2563eb", level="gold")
    for problem in design_problems(design, typefaces):
        ...                                       # field, found, expected, fix
    png = render(design, 512, typefaces)          # 128 px and more: the badge; fewer: its mark

How a picture is drawn: `shapes` gives an outline in canvas units (-1 to 1, y downwards), `masks` turns outlines and
letters into soft-edged masks, a finish (`flat`) paints colours through those masks, and `palette` writes the PNG. A
new shape is one entry in `shapes.SHAPES`, a new finish one in `render.FINISHES`.
"""
