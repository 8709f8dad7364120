using System.Collections.Immutable;
using Imaginator.Prose.Tests.Texts;
using static Imaginator.Prose.Tests.Rules.Patterns;

namespace Imaginator.Prose.Tests.Rules;

/// <summary>The subject comes before its verb.</summary>
internal static class InversionRules
{
    public static ImmutableArray<Rule> All { get; } =
    [
        new("conditional-inversion",
            SentenceStart + @"(?-i:Is|Are|Was|Were|Should|Had|Could) (there|it|its|that|this|these|they|the|a|an|no|one|any|some|each|all|both|\{\})\b[^.?]*, [^.?]*(?:[.;]|$)",
            "begin with if: If the inputs match, …")
        {
            Not =
            [
                "Is that what the stream's newest image was made from, the image's life is extended.",
                "Is there no image, a build starts.", "The queue is read. Were it empty, nothing happens.",
            ],
            But = ["If there is no image, a build starts.", "Is the daemon running? Then stop it.", "Is empty for a bootstrap stream."],
        },
        new("inner-inversion",
            @"(?<=[,;] )(were|had|should) (it|they|there|this|that|he|the \w+) (\w+)|\bbe (it|they|that) (a|an|the|in|on|of|by)\b",
            "write if or whether")
        {
            Not = ["The build fails, were it not for the cache.", "any image, be it of a stream or not"],
            But = ["Without the cache the build fails.", "The test must be in the suite."],
        },
        new("predicate-first",
            @"(\b|^)(\w{3,}ed|given|kept|known|left|made|built|found|gone|free|taken|written|allowed|open|missing|possible) (are|is|was|were) (they|it|he|she|those|all|what|whatever|who|whoever|only)\b(?! (not|also|\w+ed)\b)",
            "put the subject first: the streams are excluded")
        {
            Not = ["excluded are they with all that builds on them", "Removed is what no image uses.", "Kept are only the newest."],
            But = ["Excludes remove a stream.", "Only the newest are kept."],
        },
        new("list-first",
            @"[;,.:(] ?(known|loaded|allowed|possible|valid|supported|available|accepted|configured|expected|free|given|defined|registered) (are|is)\b(?! (no|not|a|an|any|only|one|nothing|still|more|also|enough|something|always|never|nobody)\b)",
            "write: loaded packagers: deb, rpm")
        {
            Not = ["packager \"x\" is not loaded; loaded are deb, rpm", "class \"x\" is not known; known are {}"],
            But = ["packager \"x\" is not loaded; loaded packagers: deb, rpm"],
        },
        new("found-out", @"\bfound out\b|^Looked at\b", "write detected, determined or updated")
        {
            Not = ["Found out 24 s ago.", "the dependencies that were found out"],
            But = ["Updated 24 s ago."],
        },
        new("already-last",
            @"\b(exists?|existed|runs?|ran|running|known|computed|there|built|opened|started|closed|fetched|kept|made|done|stored|loaded|registered|defined|locked|mounted) already\b",
            "put already before the verb: already exists")
        {
            Not = ["image \"x\" exists already", "the daemon is running already"],
            But = ["image \"x\" already exists"],
        },
        new("missing-subject", SentenceStart + @"(?-i:Was|Were|Has been|Have been|Must not be|Must be|Can be|Cannot be|Could be|Comes?|Goes|Lies|Stays|Waits) \w",
            "begin with the subject")
        {
            Kinds = TextKind.Help | TextKind.Page | TextKind.Log | TextKind.Documents,
            Not = ["Was built from the same inputs.", "Lies in the state directory."],
            But = ["The image was built from the same inputs."],
        },
    ];
}
