#!/usr/bin/env python3
"""What an image wastes, counted without imgtool: waste.py LAYOUT:TAG prints JSON."""
import io
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import fstree


def main(name):
    layout = fstree.Layout(name)
    manifest, _ = layout.image()
    tree = {"/": {"type": "dir"}}
    held, least, every, sizes = {}, {}, [], []
    for descriptor in manifest["layers"]:
        plain, _ = fstree.decompressed(fstree.Measured(layout.blob(descriptor)))
        found = list(fstree.entries(io.BufferedReader(plain, 1 << 20)))
        before = {p for p, n in tree.items() if n["type"] == "file"}
        fstree.apply_layer(tree, found)
        files = [(p, n) for p, n in found if n["type"] == "file" and not os.path.basename(p).startswith(".wh.")]
        sizes.append(sum(n["size"] for _, n in files))
        for path, node in files:
            every.append((path, node))
            held[path] = held.get(path, 0) + node["size"]
            least[path] = min(least.get(path, node["size"]), node["size"])
        for path in before:
            if path not in tree or tree[path]["type"] != "file":
                least[path] = 0
    seen = {id(n) for n in tree.values()}
    wasted = {}
    for path, node in every:
        if id(node) not in seen and node["size"]:
            wasted[path.lstrip("/")] = wasted.get(path.lstrip("/"), 0) + node["size"]
    total = sum(held.values())
    print(json.dumps({
        "size": total, "layers": sizes, "wasted": wasted, "wastedBytes": sum(wasted.values()),
        # A hard link has no bytes, and no least of its own.
        "efficiency": sum(least[p] for p in held) / total if total else 1.0,
    }))


main(sys.argv[1])
