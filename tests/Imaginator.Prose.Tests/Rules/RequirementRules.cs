using System.Collections.Immutable;
using Imaginator.Prose.Tests.Texts;

namespace Imaginator.Prose.Tests.Rules;

/// <summary>Something requires, must, can or cannot.</summary>
internal static class RequirementRules
{
    public static ImmutableArray<Rule> All { get; } =
    [
        new("takes",
            @"\btakes\b(?! (place|effect|over|part|precedence|priority|long|longer|up|into account|care|(the|a|its|their|this|another|each|both|no|shared|exclusive) ((shared|exclusive|read|write|file|same) )?(place|locks?|lease|snapshot|arguments?|parameters?|callback|string|strings|delegate|value|span)|less|more|(up to|about|at least|at most|only)? ?(\d|\{\} ?((ms|s|min|h|bytes|KiB|MiB|GiB|seconds|minutes|hours)\b|$)|a few|several|seconds|minutes|half)|(a|one|some) (second|minute|moment|while|time)))(?<!how long \w+ takes)(?<!how long (the|a|an|each|one) \w+ takes)(?<!time (it|\w+) takes)" +
            @"|\b(can|may|must|will|would) take (root|a permission|a linker)\b|\b(do|does|did) not take\b(?! (place|effect|over|part|long|longer|up))",
            "write requires, accepts, reads, uses or consumes")
        {
            Not = ["building images takes root", "It takes a permission for builds.", "the flag takes a terminal", "This address does not take POST."],
            But = ["building images requires root", "The build takes 5 s.", "The change takes effect at the next start.", "The caller takes the lock."],
        },
        new("taken", @"\b(can(not)? be taken(?! from)|taken (back|anew|as it is|for granted)|(is|are) taken when)\b", "write accepted, applied, used or undone")
        {
            Not = ["the file cannot be taken", "An upload could not be done, it is taken back."],
            But = ["the file cannot be used", "The upload is undone."],
        },
        new("wants", @"\b(wants|wanted)\b", "write requires, requests or expects")
        {
            Not = ["the stream wants a packager", "a build is wanted"],
            But = ["the stream requires a packager", "Set the mirror if you want to use the sample."],
        },
        new("heeds", @"\bheed(s|ed|ing)?\b", "write uses, reads, applies or obeys")
        {
            Not = ["The command heeds the flag.", "the flag is not heeded"],
            But = ["The command uses the flag."],
        },
        new("steers", @"\bsteer(s|ed|ing)?\b", "write controls")
        {
            Not = ["steers the daemon"],
            But = ["controls the daemon"],
        },
        new("may-once", @"\b(may|might|can|will) once\b|\bonce (need|needed|want|require)\b", "say when it happens: write may later require")
        {
            Not = ["A caller may once need the key."],
            But = ["A caller can require the key later.", "Once the build ends, the file is removed."],
        },
        new("is-to-be", @"\b(is|are|was|were) to be (\w+(ed|en)|built|made|kept|left|sent|read|put|set|run|cut|found|held|told|had)\b", "write must be, is or will be")
        {
            Not = ["the directory that is to be covered", "what images are to be kept"],
            But = ["the directory that must be covered"],
        },
        new("shall", @"\b(shall|ought)\b", "write must or should")
        {
            Not = ["The image shall be kept.", "It ought to be empty."],
            But = ["The image must be kept."],
        },
        new("asked", @"\b(is|are|was|were|been|as|if|when|once|unless|until) asked\b|\basked for\b|\basks for\b",
            "write requested, on request or requests")
        {
            Not = ["a build that was asked for", "It does so when asked and on a schedule.", "The caller asks for a build."],
            But = ["a requested build", "It builds on request and on a schedule."],
        },
        new("allows-to", @"\b(allow|permit|enable)(s|ed)? to\b", "name who is allowed: allows callers to")
        {
            Not = ["The flag allows to build images."],
            But = ["The flag allows callers to build images.", "Users are permitted by the administrator."],
        },
        new("told", @"\b(is|are|was|were|be|been) told\b", "write receives, is notified of or is set to")
        {
            Not = ["The listener is told the result.", "unless it is told to listen"],
            But = ["The listener receives the result."],
        },
        new("need-not", @"\bneed not\b", "write does not have to, or optional")
        {
            Kinds = TextKind.Published,
            Not = ["the file need not exist"],
            But = ["the file is optional"],
        },
        new("obey", @"\b(do|does|did|done) (as|what) (it|they|you|the \w+) (is|are|was|were|says?|said)\b", "say what is done")
        {
            Kinds = TextKind.Published,
            Not = ["It does what it is told."],
            But = ["It runs the command."],
        },
    ];
}
