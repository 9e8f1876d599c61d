"""The results for people: lines, a table, and the tables of docs/performance.md."""

TITLES = {
    "S1": "一百万户，从文件到文件 / a million employers, file to file",
    "S2": "全国一个月，从文件到文件 / the nation's month, file to file",
    "S4": "逐条提交，64 条连接，每次同步加 1 毫秒 / single submissions, syncs 1 ms longer",
    "S5": "86,000 笔退费，送银行与回执入账 / 86,000 refunds to the bank, its answers to the ledger",
    "S6": "一亿行库上启动与追溯 / start and trace on 100 million rows",
    "PE": "policy evaluate，单核 / on one core",
}


def _memory(result):
    return ", ".join(f"{name} {mib:.0f}" for name, mib in result.get("max_rss_mib", {}).items())


def _comparator(result):
    other = result["comparator"]
    if other.get("skipped"):
        return f"{other['name']}: 跳过 / skipped"
    parts = [other["name"]]
    if "seconds" in other:
        parts.append(f"{other['seconds']:.2f} s")
    if "rows_per_second" in other:
        parts.append(f"{other['rows_per_second']:,} 行/秒 rows/s")
    if "per_second" in other:
        parts.append(f"{other['per_second']:,}/s, p99 {other['p99_ms']:.1f} ms")
    if "trace_ms" in other:
        parts.append(f"{other['trace_ms']} ms")
    return ", ".join(parts)


def _figures(name, result):
    """What was measured, besides ratio and comparator."""
    found = [f"{result['seconds']:.2f} s"]
    if "rows_per_second" in result:
        found.append(f"{result['rows_per_second']:,} 行/秒 rows/s")
    if "rows_per_processor_second" in result:
        found.append(f"每秒处理器时间 / per processor second "
                     f"{result['rows_per_processor_second']:,} 行 rows")
    if "steps" in result:
        found += [f"{step} {seconds:.2f} s" for step, seconds in result["steps"].items()]
    if "next_million" in result:
        more = result["next_million"]
        found.append(f"再加 {more['rows']:,} 行 / then {more['rows']:,} rows "
                     f"{more['seconds']:.2f} s = {more['ratio']:.2f} ×")
    if name == "S4":
        beside = result["beside_file"]
        found.append(f"{result['per_second']:,}/s, p99 {result['p99_ms']:.1f} ms; "
                     f"文件同时进入 / beside a file {beside['per_second']:,.0f}/s, "
                     f"p99 {beside['p99_ms']:.1f} ms, WAL {beside['wal_mib']} MiB")
    if name == "S6":
        trace = result["trace"]
        found.append(f"trace p50 {trace['p50_ms']:.1f} ms, p99 {trace['p99_ms']:.1f} ms, "
                     f"整条命令 / whole command {trace['whole_command_seconds']:.2f} s, "
                     f"{result['store']['gib']:.1f} GiB")
    return found


def _ratio(result):
    if result["ratio"] is None:
        return "–"
    low, high = result["spread"].get("ratio", (None, None))
    spread = f" ({low:.2f}–{high:.2f})" if low is not None else ""
    return f"{result['ratio']:.2f}{spread}"


def line(name, result):
    if "skipped" in result:
        return f"{name}  跳过 / skipped: {result['skipped']}"
    mark = "达到 / reached" if result["reached"] else "未达到 / not reached"
    return (f"{name}  {_ratio(result)}  {'; '.join(_figures(name, result))}  "
            f"[{_comparator(result)}]  {mark}")


def table(results, machine):
    lines = [machine]
    for name, result in results.items():
        lines += ["", f"{name}  {TITLES[name]}"]
        if "skipped" in result:
            lines.append(f"    跳过 / skipped: {result['skipped']}")
            continue
        mark = "达到 / reached" if result["reached"] else "未达到 / not reached"
        lines += [
            f"    比值 ratio    {_ratio(result)}   {mark}   ({result['rows']:,} 行 rows, "
            f"{result['runs']} 次 runs)",
            *(f"                  {figure}" for figure in _figures(name, result)),
            f"    对照 beside   {_comparator(result)}",
            f"    内存 MiB      {_memory(result)}",
        ]
        for what, seconds in result.get("informative", {}).items():
            lines.append(f"    参考 also     {what}: {'–' if seconds is None else seconds}")
    return "\n".join(lines)


def markdown(results, machine, command):
    """One table; every row says what it was measured beside."""
    lines = [
        f"机器 / machine: {machine}", "",
        f"命令 / command: `{command}`", "",
        "| # | 测量 / measured | 比值 / ratio (min–max) | 结果 / figures | 对照 / beside | "
        "内存 / peak MiB | 目标 / target |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, result in results.items():
        if "skipped" in result:
            lines.append(f"| {name} | {TITLES[name]} | – | {result['skipped']} | – | – | – |")
            continue
        mark = "✓" if result["reached"] else "✗"
        target = ", ".join(f"{key} {value}" for key, value in result["target"].items())
        lines.append(
            f"| {name} | {TITLES[name]}; {result['rows']:,} 行 rows, {result['runs']} 次 runs | "
            f"{_ratio(result)} | {'; '.join(_figures(name, result))} | {_comparator(result)} | "
            f"{_memory(result)} | {mark} {target} |")
    return "\n".join(lines) + "\n"
