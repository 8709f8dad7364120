using System.Collections.Immutable;
using Imaginator.Prose.Tests.Texts;

namespace Imaginator.Prose.Tests.Rules;

/// <summary>A log template begins with a capital, has words of its own and no full stop.</summary>
internal static class LogRules
{
    public static ImmutableArray<Rule> All { get; } =
    [
        new("log-without-words", @"^(\{[^}]*\}|[^\w{])*$", "give the message words: Cannot read the configuration: {Reason}")
        {
            Kinds = TextKind.Log,
            Not = ["{Reason}", "{Source}: {Reason}"],
            But = ["Cannot read the configuration: {Reason}"],
        },
        new("log-full-stop", @"(?<![.…])\.$", "no full stop at the end of a log message")
        {
            Kinds = TextKind.Log | TextKind.Script,
            OnlyWhole = true,
            Not = ["The build ended."],
            But = ["The build ended"],
        },
        new("log-lower-case", @"^(?-i:[a-z]+)(?![\w./=-])", "begin a log message with a capital")
        {
            Kinds = TextKind.Log,
            OnlyWhole = true,
            Not = ["removed {Path}"],
            But = ["Removed {Path}", "{Count} objects removed"],
        },
        new("log-two-sentences", @"(?<=[a-z0-9})""])\. (?-i:[A-Z{])", "one sentence, with a semicolon where it has two parts")
        {
            Kinds = TextKind.Log,
            Not = ["The queue is full. Builds wait"],
            But = ["The queue is full; builds wait"],
        },
    ];
}
