using System.Collections.Immutable;
using Imaginator.Prose.Tests.Texts;

namespace Imaginator.Prose.Tests.Rules;

/// <summary>An error reads: what failed: why; what to do.</summary>
internal static class ErrorRules
{
    private const string ProperNouns =
        "Go|Linux|Debian|Ubuntu|Fedora|Dominator|Imaginator|Unix|Git|Python|Prometheus|Grafana|Kestrel|Windows|Ctrl|Unicode|Roslyn|Docker|Hugo|Scriban|Monday|English|Brotli";

    public static ImmutableArray<Rule> All { get; } =
    [
        new("error-capital", @"^(?-i:(?!(" + ProperNouns + @")\b)[A-Z][a-z']*(?![\w./=-]))", "begin an error in lower case")
        {
            Kinds = TextKind.Error,
            OnlyWhole = true,
            Not = ["The connection ended."],
            But = ["connection closed", "PEM file \"x\" is empty", "Go cannot decode the value", "{} failed"],
        },
        new("error-full-stop", @"(?<![.…])(?<!\b(e\.g|i\.e|etc))\.$", "no full stop at the end of an error")
        {
            Kinds = TextKind.Error,
            OnlyWhole = true,
            Not = ["the file is empty."],
            But = ["the file is empty", "the file begins with \"{}...\""],
        },
        new("error-two-sentences", @"(?<=[a-z0-9})""'])(?<!\b(e\.g|i\.e|etc))\. (?-i:[A-Z{])", "join the parts of an error: what failed: why; what to do")
        {
            Kinds = TextKind.Error,
            Not = ["certFile \"x\" has no keyFile. Add it", "the file is empty. {}"],
            But = ["certFile \"x\" has no keyFile; set keyFile", "only a few characters are allowed, e.g. letters"],
        },
        new("error-there-is", @"^(?:\{\}: )?there (is|are|was|were) (no|nothing|nobody|none)\b", "write: stream \"x\" not found, or name what is missing")
        {
            Kinds = TextKind.Error | TextKind.Page | TextKind.String,
            Not = ["there is no stream \"x\"", "There is nothing at this address.", "{}: there is no image"],
            But = ["stream \"x\" not found", "page not found"],
        },
        new("error-emotion", @"\b(please|sorry|oops|unfortunately|illegal|fatal)\b|\w!$", "state the fact: invalid, failed")
        {
            Kinds = TextKind.Strings,
            Not = ["please give a name", "illegal name \"x\"", "the build failed!"],
            But = ["the name is missing", "invalid name \"x\"", "it has no line \"!\""],
        },
    ];
}
