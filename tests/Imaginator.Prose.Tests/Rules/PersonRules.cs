using System.Collections.Immutable;
using Imaginator.Prose.Tests.Texts;

namespace Imaginator.Prose.Tests.Rules;

/// <summary>Persons have names: the user, the caller, the operator.</summary>
internal static class PersonRules
{
    public static ImmutableArray<Rule> All { get; } =
    [
        new("indefinite-person", @"\b(who(m|se)?(so)?ever|somebody|someone|nobody|no one|anybody|anyone|everybody|everyone)\b",
            "name the actor: the caller, the user, another process; for nobody: no user")
        {
            Not = ["somebody asked for the build", "Whoever runs this has root.", "The port is free: nobody listens."],
            But = ["the user requested the build", "No process listens on the port."],
        },
        new("he", @"\b(he|she|him|himself|herself|his|hers)\b", "name the actor, or write they")
        {
            Not = ["says what he may do", "The user cancels it himself."],
            But = ["The daemon logs the error.", "The user cancels their own builds."],
        },
        new("one-as-person",
            @"(\b(if|as|what|where|when|how|than|until|which|whom) |(?<=\w, )|(?<=[.;:] )|^)one ((may|can|must|cannot|could|should|would) (?!be\b)\w|(wants|needs|asks|sees|knows|gets|says|finds|looks|does)\b)" +
            @"|\bthat one has (\w+ed|built|made|given|begun)\b|(?<!\b(each|this|that|other|no|any|every) )\bone's\b|\boneself\b",
            "name the actor: you, the caller, the user")
        {
            Not = ["unless that one has asked for the build oneself", "It shows what one can do.", "One must not forget the key."],
            But = ["unless you requested the build", "Each build waits for the one before it."],
        },
        new("whatever", @"\b(what|which)(so)?ever\b", "name the thing, or write any or all")
        {
            Not = ["The sandbox ends, whatever happens.", "whichever comes first"],
            But = ["The sandbox always ends."],
        },
        new("we", @"\b(we|our|ours|ourselves|(?-i:I|us))\b", "name the actor: the daemon, the program, Imaginator")
        {
            Kinds = TextKind.Published & ~TextKind.String,
            ExceptPaths = "^(docs/decisions/|CONTRIBUTING)",
            Not = ["the host is not one of ours", "We copy the file."],
            But = ["the host is not one of the daemon's hosts"],
        },
    ];
}
