using System.Collections.Immutable;
using Imaginator.Prose.Tests.Texts;

namespace Imaginator.Prose.Tests.Rules;

/// <summary>A number has its unit after a space, and its noun the right number.</summary>
internal static class NumberRules
{
    private const TextKind Kinds = TextKind.All & ~TextKind.LineComment;

    public static ImmutableArray<Rule> All { get; } =
    [
        new("glued-unit",
            @"(?<![\w.\-=/:%""'])(?<!^)(?<!(such as|like|for example|for instance|e\.g\.|default|give|write) [^.;]{0,40})\d+(\.\d+)?(?-i:ms|µs|s|min|h|kB|KB|MB|GB|TB|KiB|MiB|GiB|TiB|bytes?|MHz|GHz)(?![\w=/])",
            "put a space between number and unit: 24 s, 1.5 MiB")
        {
            Kinds = Kinds,
            Not = ["Updated 24s ago.", "at most 5MB of memory", "It waits 1.5h."],
            But = ["Updated 24 s ago.", "at most 5 MB of memory", "give a duration such as 5m or 1h30m"],
        },
        new("glued-placeholder", @"\{\}(?-i:ms|µs|min|B|kB|KB|MB|GB|TB|KiB|MiB|GiB|TiB|bytes?|seconds|minutes)\b|\{\}(?-i:s) (ago|later|long|left|old|since)\b",
            "put a space between number and unit: {count} s")
        {
            Kinds = TextKind.Strings,
            Not = ["it took {}ms", "Updated {}s ago."],
            But = ["it took {} ms"],
        },
        new("plural-in-parentheses", @"\w\(e?s\)", "choose singular or plural")
        {
            Not = ["removed {} file(s)"],
            But = ["removed {} files"],
        },
        new("one-with-plural", @"(?<![\w.,:\-/])1 (ms of|bytes|seconds|builds|images|streams|files|minutes|hours|days|packages|objects|lines|entries|workers|attempts)\b", "write the singular after 1")
        {
            Kinds = Kinds,
            Not = ["it has 1 bytes"],
            But = ["it has 1 byte", "it has 0 to 11 bytes"],
        },
        new("number-words", @"\b(a dozen|dozens of|a score of|half a dozen|a couple of)\b", "give the number")
        {
            Kinds = TextKind.Published,
            Not = ["It keeps a dozen files."],
            But = ["It keeps 12 files."],
        },
        new("date-form", @"(?<![\d.])\b\d{1,2}([./])\d{1,2}\1\d{4}\b(?!\.\d)|\b\d{1,2}\. (January|February|March|April|May|June|July|August|September|October|November|December)\b", "write dates as 2026-11-23")
        {
            Kinds = TextKind.Published,
            Not = ["It expires on 24.12.2026."],
            But = ["It expires on 2026-12-24."],
        },
    ];
}
