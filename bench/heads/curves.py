#!/usr/bin/env python3
"""Learning curves of bench/heads/map.sh as one SVG: bench/heads/curves.py OUT >docs/heads.svg"""
import csv
import pathlib
import sys

CELLS = [(f"{data}-{depth}-{law}", f"{data}, {depth} layers, {shown}")
         for data, depth in (("shapes", 13), ("shapes", 8), ("cifar10", 13))
         for law, shown in (("gaussian-0.05", "N(0, 0.05)"), ("he", "He"))]
ARMS = {"none": "#8a8f98", "heads": "#1b66a8", "fading": "#c8641b", "every-3": "#2b8a4e"}
NAMES = {"none": "no heads", "heads": "auto (1e-7)", "fading": "fading 0.1", "every-3": "every 3"}
WIDTH, HEIGHT, GAP = 300, 190, 44


def panel(folder, title, x0, y0):
    rows = list(csv.DictReader(open(folder / "ablation.csv")))
    last = max(int(row["epoch"]) for row in rows)
    print(f'<text x="{x0}" y="{y0 - 8}" font-weight="600">{title}</text>')
    for share in (0, 0.25, 0.5, 0.75, 1):
        y = y0 + HEIGHT * (1 - share)
        print(f'<line x1="{x0}" x2="{x0 + WIDTH}" y1="{y}" y2="{y}" stroke="#dcdcda"/>'
              f'<text x="{x0 - 6}" y="{y + 4}" text-anchor="end" fill="#666">{share:.0%}</text>')
    for arm, colour in ARMS.items():
        for seed in sorted({row["seed"] for row in rows}):
            points = [(int(r["epoch"]), float(r["accuracy"])) for r in rows if r["arm"] == arm and r["seed"] == seed]
            path = " ".join(f"{x0 + WIDTH * (e - 1) / (last - 1):.1f},{y0 + HEIGHT * (1 - a):.1f}" for e, a in points)
            dash = ' stroke-dasharray="5 3"' if arm == "none" else ""
            print(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.6"{dash}/>')


def main():
    out = pathlib.Path(sys.argv[1])
    cells = [cell for cell in CELLS if (out / cell[0] / "ablation.csv").exists()]
    rows = (len(cells) + 1) // 2
    width, height = 2 * WIDTH + 3 * GAP, rows * (HEIGHT + GAP) + GAP + 10
    print(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="11">'
          f'<title>Test accuracy by epoch, three seeds each</title><rect width="100%" height="100%" fill="#fff"/>')
    for i, (arm, colour) in enumerate(ARMS.items()):
        print(f'<line x1="{GAP + 130 * i}" x2="{GAP + 130 * i + 22}" y1="14" y2="14" stroke="{colour}" stroke-width="2"/>'
              f'<text x="{GAP + 130 * i + 28}" y="18">{NAMES[arm]}</text>')
    for i, (name, title) in enumerate(cells):
        panel(out / name, title, GAP + (i % 2) * (WIDTH + GAP), 52 + (i // 2) * (HEIGHT + GAP))
    print("</svg>")


main()
